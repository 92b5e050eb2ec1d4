using Slipway.Sandbox.Node.Processes;

namespace Slipway.Sandbox.Node;

/// <summary>The variables that every process of the node gets; those of its container go before them.</summary>
internal static class BaseEnvironment
{
    /// <summary>What programs of this machine need to start at all; the rest of the sandbox's environment is none of a pod's business.</summary>
    private static readonly string[] Inherited =
        ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    public static IReadOnlyDictionary<string, string> Of(SandboxNodeOptions options, NodeFolders folders)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { [OrphanSweep.Mark] = folders.Root, ["DOTNET_NOLOGO"] = "1" };
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) environment[name] = value;
        }

        if (options.KubeConfig is { } kubeConfig) environment["KUBECONFIG"] = kubeConfig;
        return environment;
    }
}
