using System.Diagnostics;
using Slipway.Api;
using Slipway.Bench.Cluster;
using Slipway.Bench.Processes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Lifecycle;

/// <summary>
/// Time until a standby has worked on an object that was created when the leader ended: after a kill over 17 s (the lease of 15 s and one try of 2 s),
/// after a graceful stop over 2 s; the worse of the two.
/// </summary>
internal static class FailoverBench
{
    public const string Name = "failover";

    private const double GoalAfterKill = 17;
    private const double GoalAfterStop = 2;
    private const int Rounds = 3;
    private const string Place = "failover";

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        await server.CreateNamespaceAsync(Place);
        var leader = await OperatorProcess.StartAsync(server, Place, elects: true);
        await WorkedOnAsync(server, "first");
        var (killed, stopped) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            leader = await SucceedAsync(server, leader, ended => ended.Kill(), $"killed-{round}", killed);
            leader = await SucceedAsync(server, leader, ended => ended.Terminate(), $"stopped-{round}", stopped);
        }

        leader.Dispose();
        return new BenchResult(
            Math.Max(killed.Max() / GoalAfterKill, stopped.Max() / GoalAfterStop),
            [
                ("goalSecondsAfterKill", GoalAfterKill), ("worstSecondsAfterKill", killed.Max()), ("medianSecondsAfterKill", Statistics.Median(killed)),
                ("goalSecondsAfterStop", GoalAfterStop), ("worstSecondsAfterStop", stopped.Max()), ("medianSecondsAfterStop", Statistics.Median(stopped)),
                ("rounds", Rounds),
            ]);
    }

    private static async Task<ChildServer> SucceedAsync(ChildApiServer server, ChildServer leader, Action<ChildProgram> end, string name, List<double> seconds)
    {
        using var ended = leader;
        var standby = await OperatorProcess.StartAsync(server, Place, elects: true);
        end(ended.Program);
        var clock = Stopwatch.StartNew();
        await WorkedOnAsync(server, name);
        seconds.Add(clock.Elapsed.TotalSeconds);
        return standby;
    }

    // The Dataset that it names is not there, which the operator says in the status at once.
    private static async Task WorkedOnAsync(ChildApiServer server, string name)
    {
        await server.Client.CreateAsync(SlipwayKinds.FeatureSet.AsDynamic(), Manifests.FeatureSet(Place, name), null, CancellationToken.None);
        await Until.TrueAsync(
            async () => (await server.Client.GetAsync(SlipwayKinds.FeatureSet, new NamespacedName(Place, name), CancellationToken.None))?.Status?.Conditions is { Count: > 0 },
            $"FeatureSet {name} has a status");
    }
}
