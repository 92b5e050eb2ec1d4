using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>How many pods a rolling update may have too many and how many may be missing.</summary>
internal sealed record RollingLimits(int MaxSurge, int MaxUnavailable)
{
    /// <summary>The limits of a strategy for so many replicas: shares are of the replicas, surge rounded up and absence down; never both zero.</summary>
    public static RollingLimits Of(JsonObject? strategy, int replicas)
    {
        var surge = Resolve(strategy.At("rollingUpdate", "maxSurge"), replicas, Math.Ceiling);
        var unavailable = Resolve(strategy.At("rollingUpdate", "maxUnavailable"), replicas, Math.Floor);
        return new RollingLimits(surge, surge == 0 && unavailable == 0 ? 1 : Math.Min(unavailable, replicas));
    }

    private static int Resolve(JsonNode? value, int replicas, Func<double, double> round)
    {
        const double defaultShare = 0.25;
        if (JsonTree.IsInteger(value, out var number)) return (int)number;
        var share = JsonTree.IsString(value, out var text) && text.EndsWith('%')
            ? double.Parse(text[..^1], CultureInfo.InvariantCulture) / 100
            : defaultShare;
        return (int)round(share * replicas);
    }
}
