using Slipway.Bench.Processes;

namespace Slipway.Bench.Serving;

/// <summary>Requests per second of single-row <c>infer</c>, over those of an empty Kestrel endpoint that gets the same requests.</summary>
internal static class SingleRowBench
{
    private const int Connections = 8;

    private const int Rounds = 5;

    public static async Task<BenchResult> RunAsync()
    {
        using var model = await ServedBenchModel.StartAsync();
        using var empty = await ChildServer.StartAsync("Slipway.Bench", port => [EmptyEndpoint.Command, $"{port}"], "/");
        var request = HttpLoad.Post("/v2/models/bench/infer", BenchModel.Request(1));
        var infer = new List<double>();
        var reference = new List<double>();
        // The first round warms both up; the others alternate, so that whatever else the machine does falls on both.
        for (var round = 0; round <= Rounds; round++)
        {
            var length = TimeSpan.FromSeconds(round == 0 ? 2 : 1.5);
            var (one, other) = (HttpLoad.Run(model.Server.Endpoint, request, Connections, length), HttpLoad.Run(empty.Endpoint, request, Connections, length));
            if (round == 0) continue;
            infer.Add(one);
            reference.Add(other);
        }

        return new BenchResult(
            Statistics.Median(infer.Zip(reference, (one, other) => one / other)),
            [("inferPerSecond", Statistics.Median(infer)), ("emptyPerSecond", Statistics.Median(reference)), ("connections", Connections)]);
    }
}
