using System.Text.Json.Nodes;
using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>Only the leader writes. One that stood still may finish the request that it had begun, and no other.</summary>
internal sealed class LeadershipRule(RevisionLog log) : ISafetyRule
{
    private readonly Dictionary<SimulatedOperator, string> identities = [];
    private readonly HashSet<SimulatedOperator> late = [];

    public string? Request(SimulatedOperator client, HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Get) return null;
        if (request.RequestUri!.AbsolutePath.Contains("/leases", StringComparison.Ordinal))
        {
            if (Requests.Body(request)?.TextAt("spec", "holderIdentity") is { Length: > 0 } identity) identities[client] = identity;
            return null;
        }

        if (!identities.TryGetValue(client, out var own) || Holder() == own) return null;
        return client.HasThawed && late.Add(client) ? null : $"operator {client.Number} writes and does not hold the lease: {request.Method} {request.RequestUri.AbsolutePath}";
    }

    public string? Change(LogRecord record, SimulatedOperator? writer) => null;

    private string? Holder() => log.Find("leases.coordination.k8s.io", InlineServer.Place, "slipway-operator")?.Json.TextAt("spec", "holderIdentity");
}

/// <summary>Reads of requests that several rules share.</summary>
internal static class Requests
{
    public static JsonNode? Body(HttpRequestMessage request)
    {
        if (request.Content is null) return null;
        using var copy = new MemoryStream();
        request.Content.CopyTo(copy, null, CancellationToken.None);
        return JsonNode.Parse(copy.ToArray());
    }
}
