using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>The release of Kubernetes whose behaviour the sandbox follows.</summary>
internal static class ServerVersion
{
    public const string GitVersion = "v1.36.2+sandbox";

    public static JsonObject Document() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "dotnet",
        ["platform"] = "linux/amd64",
    };
}
