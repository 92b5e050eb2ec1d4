using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.XGBoost.Native;

/// <summary>Finds the shared library: the path in SLIPWAY_XGBOOST_LIBRARY when set, else the names that distributions and wheels use.</summary>
internal static partial class LibraryLoader
{
    private static readonly string[] Names = ["libxgboost.so.0", "libxgboost.so", "libxgboost.dylib", "xgboost.dll"];

#pragma warning disable CA2255 // The resolver must be in place before the first native call, wherever that comes from.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(LibraryLoader).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != NativeMethods.Library) return 0;
        if (OperatingSystem.IsLinux()) LetIdleThreadsSleep();
        var chosen = Environment.GetEnvironmentVariable("SLIPWAY_XGBOOST_LIBRARY");
        if (!string.IsNullOrEmpty(chosen)) return NativeLibrary.Load(chosen);
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle)) return handle;
        }

        throw new DllNotFoundException(
            $"XGBoost's library was not found (tried {string.Join(", ", Names)}). Install Debian's libxgboost0, or set SLIPWAY_XGBOOST_LIBRARY to its path.");
    }

    /// <summary>
    /// OpenMP's threads spin while they wait for each other, which on shared or limited CPUs costs many times the work itself. The runtime reads the
    /// policy when it is loaded, so it has to be in the C environment before that; a policy that the user set is kept.
    /// </summary>
    private static void LetIdleThreadsSleep() => SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
