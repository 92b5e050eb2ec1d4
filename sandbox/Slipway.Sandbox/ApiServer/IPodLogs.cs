namespace Slipway.Sandbox.ApiServer;

/// <summary>Where the logs of pods come from; the node implements it and hands itself to <see cref="SandboxServer.PodLogs"/>.</summary>
public interface IPodLogs
{
    /// <summary>Copies the log of one container to <paramref name="output"/>, and goes on as it grows when the request says so.</summary>
    /// <exception cref="PodLogException">There is no log to be had; the message says why.</exception>
    Task CopyAsync(PodLogRequest request, Stream output, CancellationToken cancellation);
}
