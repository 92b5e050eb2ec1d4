using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Admission;

/// <summary>Asks one webhook over HTTPS. A service is reached at its cluster address under its DNS name, which its certificate must have.</summary>
internal sealed class WebhookCaller(RevisionLog log)
{
    /// <exception cref="HttpRequestException">No answer, no trust, or an error answer.</exception>
    /// <exception cref="FormatException">The client configuration or the answer is not what it must be.</exception>
    public async Task<JsonNode?> CallAsync(JsonObject clientConfig, JsonObject review, CancellationToken cancellation)
    {
        var (address, host, port) = Target(clientConfig);
        using var client = new HttpClient(Handler(clientConfig.TextAt("caBundle"), host, port)) { Timeout = Timeout.InfiniteTimeSpan };
        using var body = new ByteArrayContent(JsonTree.ToUtf8(review));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(address, body, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? JsonTree.Parse(bytes)
            : throw new HttpRequestException($"Post \"{address}\": the server answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
    }

    private (Uri Address, string? Host, int Port) Target(JsonObject clientConfig)
    {
        if (clientConfig.TextAt("url") is { Length: > 0 } url)
        {
            return (new Uri(url), null, 0);
        }

        var (place, name) = (clientConfig.TextAt("service", "namespace") ?? "", clientConfig.TextAt("service", "name") ?? "");
        var service = log.Find("services", place, name) ?? throw new FormatException($"service \"{name}\" not found");
        var port = (int)(clientConfig.IntegerAt("service", "port") ?? 443);
        if (!service.Json.ArrayAt("spec", "ports").Objects().Any(p => p.IntegerAt("port") == port))
        {
            throw new FormatException($"no service port {port} found for service \"{name}\"");
        }

        var path = clientConfig.TextAt("service", "path") ?? "/";
        var host = service.Json.TextAt("spec", "clusterIP");
        return host is null or "" or "None"
            ? throw new FormatException($"service \"{name}\" has no cluster address")
            : (new Uri($"https://{name}.{place}.svc:{port}{path}"), host, port);
    }

    private static SocketsHttpHandler Handler(string? caBundle, string? host, int port)
    {
        // One call, one connection: the next one may already go by another bundle.
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (host is not null)
        {
            handler.ConnectCallback = async (_, cancellation) => await ConnectAsync(host, port, cancellation);
        }

        if (!string.IsNullOrEmpty(caBundle))
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            try
            {
                policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(caBundle)));
            }
            catch (CryptographicException broken)
            {
                throw new FormatException($"unable to load root certificates: {broken.Message}", broken);
            }

            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }

    private static async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
