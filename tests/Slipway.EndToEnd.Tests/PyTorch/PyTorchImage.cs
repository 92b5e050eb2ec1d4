using Slipway.Testing;

namespace Slipway.EndToEnd.Tests.PyTorch;

/// <summary>The image of <c>examples/pytorch</c>, of Debian's packages on this machine; <c>make example-pytorch</c> installs them.</summary>
internal static class PyTorchImage
{
    public const string Name = "example/pytorch:1";

    public static string Folder => Path.Combine(Repository.Root, "examples", "pytorch");

    public static string Program => Path.Combine(Folder, "train.py");

    public static string DuckDb => Path.Combine(AppContext.BaseDirectory, "libduckdb.so");

    /// <summary>The image with its command: torchrun, as its Dockerfile has it.</summary>
    // With Python 3.11 (Debian 12) the torchrun of PyTorch 1.13 does not start without both options.
    public static string Mapping => $"example/pytorch=env DUCKDB_LIBRARY={DuckDb} PYTHONDONTWRITEBYTECODE=1 torchrun --redirects 1 --tee 1 {Program}";
}
