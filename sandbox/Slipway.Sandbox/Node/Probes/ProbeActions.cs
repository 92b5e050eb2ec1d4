using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Node.Configuration;

namespace Slipway.Sandbox.Node.Probes;

/// <summary>Does what probes and hooks say: an HTTP request, a connection, a command, or a while of nothing.</summary>
internal sealed class ProbeActions : IDisposable
{
    private const int MaxMessage = 200;
#pragma warning disable CA5359 // A probe asks whether the container answers, not who it is; a kubelet checks no certificate either.
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        // As a kubelet: no proxy, a connection per probe (a kept one would hide that no new one is accepted).
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
#pragma warning restore CA5359

    /// <summary>Runs an action once.</summary>
    /// <param name="action">The fields of a probe or hook.</param>
    /// <param name="target">What it acts on.</param>
    /// <param name="timeout">Most time that it may take.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ProbeResult> RunAsync(JsonObject action, ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            if (action.ObjectAt("httpGet") is { } get) return await HttpAsync(get, target, limit.Token);
            if (action.ObjectAt("tcpSocket") is { } socket) return await ConnectAsync(socket, target, limit.Token);
            if (action.ObjectAt("exec") is { } exec) return await ExecuteAsync(exec, target, limit.Token);
            if (action.IntegerAt("sleep", "seconds") is { } seconds) return await SleepAsync(seconds, limit.Token);
            return new ProbeResult(false, "the sandbox runs httpGet, tcpSocket and exec; this probe has none of them");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, $"no answer within {timeout.TotalSeconds:0}s");
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or ConfigurationException)
        {
            return new ProbeResult(false, failure.Message);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<ProbeResult> HttpAsync(JsonObject get, ProbeTarget target, CancellationToken cancellationToken)
    {
        var scheme = get.TextAt("scheme") == "HTTPS" ? "https" : "http";
        var path = get.TextAt("path") ?? "/";
        var address = $"{scheme}://{get.TextAt("host") ?? target.PodIP}:{target.Port(PortText(get))}/{path.TrimStart('/')}";
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.32");
        foreach (var header in get.ArrayAt("httpHeaders").Objects())
            request.Headers.TryAddWithoutValidation(header.TextAt("name") ?? "", header.TextAt("value"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.BadRequest
            ? ProbeResult.Success
            : new ProbeResult(false, $"HTTP probe failed with statuscode: {(int)response.StatusCode}");
    }

    private static async Task<ProbeResult> ConnectAsync(JsonObject socket, ProbeTarget target, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(socket.TextAt("host") ?? target.PodIP, target.Port(PortText(socket)), cancellationToken);
        return ProbeResult.Success;
    }

    private static async Task<ProbeResult> ExecuteAsync(JsonObject exec, ProbeTarget target, CancellationToken cancellationToken)
    {
        var (code, output) = await target.Execute([.. exec.ArrayAt("command").Strings()], cancellationToken);
        return code == 0 ? ProbeResult.Success : new ProbeResult(false, output.Length > MaxMessage ? output[..MaxMessage] : output);
    }

    private static async Task<ProbeResult> SleepAsync(long seconds, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        return ProbeResult.Success;
    }

    private static string PortText(JsonObject action) => JsonTree.Display(action["port"]);
}
