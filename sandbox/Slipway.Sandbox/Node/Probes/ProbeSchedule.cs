using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Node.Probes;

/// <summary>How often a probe runs and how many tries decide.</summary>
internal sealed record ProbeSchedule(TimeSpan InitialDelay, TimeSpan Period, TimeSpan Timeout, int SuccessThreshold, int FailureThreshold)
{
    public static ProbeSchedule Of(JsonObject probe) => new(
        TimeSpan.FromSeconds(probe.IntegerAt("initialDelaySeconds") ?? 0),
        TimeSpan.FromSeconds(probe.IntegerAt("periodSeconds") ?? 10),
        TimeSpan.FromSeconds(probe.IntegerAt("timeoutSeconds") ?? 1),
        (int)(probe.IntegerAt("successThreshold") ?? 1),
        (int)(probe.IntegerAt("failureThreshold") ?? 3));
}
