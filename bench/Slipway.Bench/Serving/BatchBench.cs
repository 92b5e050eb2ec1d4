using System.Diagnostics;
using Slipway.OnnxRuntime;

namespace Slipway.Bench.Serving;

/// <summary>Rows per second of <c>infer</c> with 256 rows as JSON over HTTP, over ONNX Runtime called directly on the same rows; one at a time both.</summary>
internal static class BatchBench
{
    private const int Rows = 256;

    private const int Rounds = 5;

    public static async Task<BenchResult> RunAsync()
    {
        using var model = await ServedBenchModel.StartAsync();
        using var session = OrtSession.Load(model.Model);
        var tensors = BenchModel.Tensors(Rows);
        var request = HttpLoad.Post("/v2/models/bench/infer", BenchModel.Request(Rows));
        var served = new List<double>();
        var direct = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var length = TimeSpan.FromSeconds(1.5);
            var (one, other) = (Rows * HttpLoad.Run(model.Server.Endpoint, request, connections: 1, length), Rows * RunsPerSecond(session, tensors, length));
            if (round == 0) continue;
            served.Add(one);
            direct.Add(other);
        }

        foreach (var tensor in tensors) tensor.Dispose();
        return new BenchResult(
            Statistics.Median(served.Zip(direct, (one, other) => one / other)),
            [("servedRowsPerSecond", Statistics.Median(served)), ("directRowsPerSecond", Statistics.Median(direct)), ("rows", Rows)]);
    }

    private static double RunsPerSecond(OrtSession session, OrtTensor[] tensors, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var runs = 0;
        for (; clock.Elapsed < duration; runs++)
            foreach (var output in session.Run(tensors)) output.Dispose();
        return runs / clock.Elapsed.TotalSeconds;
    }
}
