using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Serving;

namespace Slipway.Operator.Tests.Rollouts.Shell;

/// <summary>Router pods and Prometheus as the operator reaches them. Routers keep the rules of the admin interface: older tables, and others of the same generation, are refused.</summary>
internal sealed class RolloutNetwork
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, RouteTable?> routers = [];

    /// <summary>Addresses of routers that do not answer.</summary>
    public ConcurrentDictionary<string, bool> Silent { get; } = [];

    /// <summary>Bad requests among the 100,000 of each revision that Prometheus tells of.</summary>
    public Func<string, long> Bad { get; set; } = _ => 0;

    /// <summary>Tables in the order in which routers took them.</summary>
    public ConcurrentQueue<RouteTable> Taken { get; } = [];

    public HttpMessageHandler Handler() => new Handling(this);

    public void AddRouter(string address, RouteTable? table = null)
    {
        lock (gate) routers.TryAdd(address, table);
    }

    /// <summary>A router pod is gone, with its table.</summary>
    public void RemoveRouter(string address)
    {
        lock (gate) routers.Remove(address);
    }

    /// <summary>Where routers answer.</summary>
    public IReadOnlyList<string> Addresses
    {
        get { lock (gate) return [.. routers.Keys]; }
    }

    /// <summary>What the routers route by, without those that have no table yet.</summary>
    public IReadOnlyList<RouteTable> Tables()
    {
        lock (gate) return [.. routers.Values.OfType<RouteTable>()];
    }

    private HttpResponseMessage Admin(HttpMethod method, string address, Stream? body)
    {
        lock (gate)
        {
            if (Silent.ContainsKey(address) || !routers.TryGetValue(address, out var now)) throw new HttpRequestException("Connection refused");
            if (method == HttpMethod.Get) return now is null ? new(HttpStatusCode.NotFound) : Answer(now);
            var offered = JsonSerializer.Deserialize(body!, ContractsJson.Default.RouteTable)!;
            if (now is not null && (offered.Generation < now.Generation || (offered.Generation == now.Generation && !offered.Backends.SequenceEqual(now.Backends))))
                return new(HttpStatusCode.Conflict) { Content = new StringContent("""{"error":"stale"}""") };
            routers[address] = offered;
            Taken.Enqueue(offered);
            return Answer(offered);
        }
    }

    private HttpResponseMessage Samples(string query)
    {
        var revision = query.Split("revision=\"")[1].Split('"')[0];
        var at = query.Split("time=")[1];
        var bad = Bad(revision);
        string Series(string code, long count) => $$"""{"metric":{"code":"{{code}}"},"values":[[{{at}},"{{count}}"]]}""";
        return new(HttpStatusCode.OK)
        {
            Content = new StringContent($$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{Series("200", 100_000 - bad)}}},{{{Series("500", bad)}}}]}}"""),
        };
    }

    private static HttpResponseMessage Answer(RouteTable table) =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(table, ContractsJson.Default.RouteTable)) };

    private sealed class Handling(RolloutNetwork network) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            if (uri.AbsolutePath == "/api/v1/query") return network.Samples(Uri.UnescapeDataString(uri.Query));

            // Predictors that are asked why they are not ready have nothing to say here.
            if (uri.AbsolutePath == "/v2/health/ready") throw new HttpRequestException("Connection refused");
            uri.Port.ShouldBe(8081);
            uri.AbsolutePath.ShouldBe("/admin/routes");
            var body = request.Content is null ? null : await request.Content.ReadAsStreamAsync(cancellationToken);
            return network.Admin(request.Method, uri.Host, body);
        }
    }
}
