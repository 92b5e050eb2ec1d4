using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.OnnxRuntime.Native;

/// <summary>The engine's function table, loaded once per process, and the few objects that live as long as the process.</summary>
internal static unsafe partial class OrtApi
{
    /// <summary>Version of the table that is asked for: the first that holds every function in <see cref="OrtFunction"/>.</summary>
    private const uint TableVersion = 15;

    private const string Library = "libonnxruntime.so.1";

    private const int LogWarning = 2;

    private static readonly nint* Table = LoadTable(out version);

    private static readonly string version;

    /// <summary>One environment per process, as the engine wants it; it is never released because sessions may outlive any owner.</summary>
    public static nint Environment { get; } = CreateEnvironment();

    /// <summary>The engine's CPU allocator; owned by the engine.</summary>
    public static nint Allocator { get; } = GetAllocator();

    /// <summary>Describes ordinary process memory; lives as long as the process.</summary>
    public static nint CpuMemory { get; } = CreateCpuMemory();

    public static string Version => version;

    public static nint Function(OrtFunction function) => Table[(int)function];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(nint status)
    {
        if (status != 0) Throw(status);
    }

    /// <summary>Reads a string that the engine allocated, and frees it.</summary>
    public static string TakeString(nint text)
    {
        try
        {
            return Marshal.PtrToStringUTF8(text) ?? "";
        }
        finally
        {
            Free(text);
        }
    }

    public static void Free(nint memory)
    {
        if (memory != 0) Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)Function(OrtFunction.AllocatorFree))(Allocator, memory));
    }

    /// <summary>A zero-terminated UTF-8 copy that lives as long as its owner keeps the array and pins it.</summary>
    public static byte[] ZeroTerminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private static void Throw(nint status)
    {
        var code = ((delegate* unmanaged[Cdecl]<nint, int>)Function(OrtFunction.GetErrorCode))(status);
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)Function(OrtFunction.GetErrorMessage))(status));
        ((delegate* unmanaged[Cdecl]<nint, void>)Function(OrtFunction.ReleaseStatus))(status);
        throw new OrtException((OrtErrorCode)code, message ?? "the engine gave no message");
    }

    private static nint* LoadTable(out string engineVersion)
    {
        OrtApiBase* entry;
        try
        {
            entry = OrtGetApiBase();
        }
        catch (DllNotFoundException cause)
        {
            throw new OrtException(
                OrtErrorCode.EngineError,
                $"{Library} was not found beside the program ({AppContext.BaseDirectory}); run scripts/setup and build again",
                cause);
        }

        engineVersion = Marshal.PtrToStringUTF8(entry->GetVersionString()) ?? "unknown";
        var table = (nint*)entry->GetApi(TableVersion);
        if (table == null)
            throw new OrtException(
                OrtErrorCode.EngineError,
                $"ONNX Runtime {engineVersion} has no function table of version {TableVersion}; version 1.15 or later is needed");

        return table;
    }

    private static nint CreateEnvironment()
    {
        nint environment;
        fixed (byte* id = "slipway\0"u8)
            Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)Function(OrtFunction.CreateEnv))(LogWarning, id, &environment));
        return environment;
    }

    private static nint GetAllocator()
    {
        nint allocator;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)Function(OrtFunction.GetAllocatorWithDefaultOptions))(&allocator));
        return allocator;
    }

    private static nint CreateCpuMemory()
    {
        const int deviceAllocator = 0, defaultMemory = 0;
        nint memory;
        Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)Function(OrtFunction.CreateCpuMemoryInfo))(deviceAllocator, defaultMemory, &memory));
        return memory;
    }

    [LibraryImport(Library)]
    private static partial OrtApiBase* OrtGetApiBase();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct OrtApiBase
    {
        public readonly delegate* unmanaged[Cdecl]<uint, void*> GetApi;
        public readonly delegate* unmanaged[Cdecl]<nint> GetVersionString;
    }
}
