using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Decisions;

namespace Slipway.Operator.Rollouts.Routing;

/// <summary>Talks to the router pods of a Rollout: what they route by, and what they should.</summary>
/// <remarks>
/// Pushing is safe at any time and from any process: tables follow the committed status, and a router refuses one older than its own. Routers
/// read the same table from their mounted file, so a push that is lost costs seconds, not correctness.
/// </remarks>
internal sealed class RouterFleet(HttpClient http)
{
    private const int AdminPort = 8081;

    /// <summary>Brings all routers to the table and says how they stand.</summary>
    /// <param name="pods">Router pods.</param>
    /// <param name="table">Table of the committed status; null while there is none.</param>
    public async Task<RouterState> SyncAsync(IReadOnlyList<Pod> pods, RouteTable? table, CancellationToken cancellation)
    {
        var running = pods.Where(IsRunning).ToList();
        if (table is null || running.Count == 0) return new RouterState(running.Count, null, "waiting for the router's pods");
        var answers = await Task.WhenAll(running.Select(pod => SyncAsync(pod, table, cancellation))).ConfigureAwait(false);
        var silent = answers.FirstOrDefault(answer => answer.Table is null);
        var foreign = answers
            .Where(answer => answer.Table is { } inForce && inForce.Generation >= table.Generation && !RouteTables.Same(inForce, table))
            .Max(answer => answer.Table?.Generation);
        return new RouterState(running.Count, silent is null ? answers.Min(answer => answer.Table!.Generation) : null, silent?.Trouble, foreign);
    }

    // A pod that is being deleted drains; it takes no new requests, so its routes do not matter.
    private static bool IsRunning(Pod pod) => pod.Status is { Phase: "Running", PodIP: not null } && !pod.IsBeingDeleted();

    private async Task<Answer> SyncAsync(Pod pod, RouteTable table, CancellationToken cancellation)
    {
        var address = new Uri($"http://{pod.Status!.PodIP}:{AdminPort}/admin/routes");
        try
        {
            var inForce = await GetAsync(address, cancellation).ConfigureAwait(false);
            if (inForce is null || inForce.Generation < table.Generation) inForce = await PutAsync(address, table, cancellation).ConfigureAwait(false);
            return new Answer(inForce, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Answer(null, $"router pod {pod.Metadata.Name} does not answer at {address}: {failure.Message}");
        }
    }

    private async Task<RouteTable?> GetAsync(Uri address, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(address, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        return await ReadAsync(response, cancellation).ConfigureAwait(false);
    }

    private async Task<RouteTable> PutAsync(Uri address, RouteTable table, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(table, ContractsJson.Default.RouteTable));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PutAsync(address, content, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, cancellation).ConfigureAwait(false);
    }

    private static async Task<RouteTable> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"it answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
        return JsonSerializer.Deserialize(body, ContractsJson.Default.RouteTable) ?? throw new JsonException("the router answered null");
    }

    private sealed record Answer(RouteTable? Table, string? Trouble);
}
