using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox.Tests;

/// <summary>
/// The API server that an integration test speaks to: a sandbox of its own, or the one whose kubeconfig SLIPWAY_TEST_KUBECONFIG names
/// (<c>make test-integration</c>). Tests that use it carry the trait Suite=Integration and do not ask which one it is.
/// </summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;

    private ServerUnderTest(SandboxServer? sandbox)
    {
        Sandbox = sandbox;
        _folder = sandbox is null ? null : Directory.CreateTempSubdirectory("slipway-kubeconfig-");
        Kubeconfig = sandbox?.WriteKubeconfig(Path.Combine(_folder!.FullName, "kubeconfig")) ?? Named!;
    }

    private static string? Named => Environment.GetEnvironmentVariable("SLIPWAY_TEST_KUBECONFIG") is { Length: > 0 } path ? path : null;

    /// <summary>The sandbox; null when it is another server.</summary>
    public SandboxServer? Sandbox { get; }

    /// <summary>Path of a kubeconfig for it.</summary>
    public string Kubeconfig { get; }

    public static async Task<ServerUnderTest> StartAsync() => new(Named is null ? await SandboxServer.StartAsync(new SandboxServerOptions()) : null);

    public async ValueTask DisposeAsync()
    {
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        _folder?.Delete(recursive: true);
    }
}
