using Slipway.Bench.Cluster;

namespace Slipway.Bench.Writes;

/// <summary>
/// Time in which the operator drives 1,000 TrainingJobs from their creation to the Job and the status that tells of it, over the time in which a
/// bare client does the same writes on the same server. What is more than 1 is what watching, caching and deciding cost.
/// </summary>
internal static class ReconcileWritesBench
{
    public const string Name = "reconcile-writes";

    private const int Objects = 1000;
    private const int Rounds = 4;

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        var rounds = new List<(OperatorRun Operator, TimeSpan Bare)>();
        for (var round = 0; round <= Rounds; round++)
        {
            var (place, elsewhere) = ($"by-operator-{round}", $"by-hand-{round}");
            var run = await OperatorRun.MeasureAsync(server, place, Objects);
            var bare = await BareRun.MeasureAsync(server, run.Writes, place, elsewhere, Objects);
            if (round > 0) rounds.Add((run, bare));
        }

        return new BenchResult(
            Statistics.Median(rounds.Select(round => round.Operator.Elapsed / round.Bare)),
            [
                ("goal", 1.3),
                ("operatorSeconds", Statistics.Median(rounds.Select(round => round.Operator.Elapsed.TotalSeconds))),
                ("bareSeconds", Statistics.Median(rounds.Select(round => round.Bare.TotalSeconds))),
                ("objects", Objects),
                ("writes", Statistics.Median(rounds.Select(round => (double)round.Operator.Writes.Count))),
                ("events", Statistics.Median(rounds.Select(round => (double)round.Operator.Writes.Count(write => write.IsEvent)))),
                ("refused", rounds.Sum(round => round.Operator.Refused)),
            ]);
    }
}
