using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.XGBoost.Native;

namespace Slipway.XGBoost;

/// <summary>What the loaded XGBoost library is. One binding serves 1.7 to 3.x; what differs is decided by <see cref="Version"/>.</summary>
/// <exception cref="DllNotFoundException">No library is installed; the message says what to install.</exception>
public static class XGBoostLibrary
{
    private static readonly Lazy<Version> LoadedVersion = new(ReadVersion);
    private static readonly Lazy<bool> Cuda = new(ReadCuda);
    private static Action<string>? log;

    /// <summary>Version of the loaded library, such as 1.7.4.</summary>
    public static Version Version => LoadedVersion.Value;

    /// <summary>Whether the library was built with CUDA; a device may still be missing at run time.</summary>
    public static bool HasCuda => Cuda.Value;

    /// <summary>Whether the `device` parameter exists (2.0 and later); before, a GPU is chosen with `tree_method=gpu_hist`.</summary>
    public static bool HasDeviceParameter => Version.Major >= 2;

    /// <summary>Whether processes can train together through its C interface alone (2.1 and later).</summary>
    public static bool HasCollective => Version >= new Version(2, 1);

    /// <summary>Whether binned matrices can be kept in files (3.0 and later).</summary>
    public static bool HasExternalMemory => Version.Major >= 3;

    /// <summary>Sends XGBoost's own log lines (warnings by default) to <paramref name="write"/> instead of standard error, for the whole process.</summary>
    public static unsafe void SendLogTo(Action<string> write)
    {
        log = write;
        NativeCall.Check(NativeMethods.RegisterLogCallback(&WriteLog));
    }

    internal static void RequireCollective()
    {
        if (!HasCollective) throw new XGBoostException($"XGBoost {Version} cannot train on several workers: 2.1 or later is needed.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void WriteLog(nint line) => log?.Invoke(Marshal.PtrToStringUTF8(line) ?? "");

    private static Version ReadVersion()
    {
        NativeMethods.Version(out var major, out var minor, out var patch);
        var version = new Version(major, minor, patch);
        if (version < new Version(1, 7))
            throw new XGBoostException($"XGBoost {version} is too old: 1.7 or later is needed.");
        return version;
    }

    private static bool ReadCuda()
    {
        NativeCall.Check(NativeMethods.BuildInfo(out var text));
        using var build = JsonDocument.Parse(Marshal.PtrToStringUTF8(text) ?? "{}");
        return build.RootElement.TryGetProperty("USE_CUDA", out var cuda) && cuda.ValueKind == JsonValueKind.True;
    }
}
