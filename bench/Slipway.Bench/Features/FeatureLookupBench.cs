using System.Diagnostics;
using Slipway.Contracts.Data;
using Slipway.Lookups;

namespace Slipway.Bench.Features;

/// <summary>Lookups in a mapped file of 10 million entities with four numbers each, at random, with one in ten unknown; against the goals of 20 µs at the 99th percentile and 1 GB mapped.</summary>
internal static class FeatureLookupBench
{
    internal const string Name = "feature-lookup";
    private const int Entities = 10_000_000;
    private const int Lookups = 1_000_000;
    private const double GoalMicroseconds = 20;
    private const double GoalBytes = 1e9;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var path = Path.Combine(folder, "users");
            var start = Stopwatch.GetTimestamp();
            await Task.Run(() => Write(path));
            var writing = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var file = LookupFile.Open(path);
            Measure(file, Lookups / 10); // the code becomes warm, the file's pages mostly do not
            var microseconds = Measure(file, Lookups);
            Array.Sort(microseconds);
            var (p50, p99) = (microseconds[Lookups / 2], microseconds[Lookups * 99L / 100]);
            return new BenchResult(
                Math.Max(p99 / GoalMicroseconds, file.Bytes / GoalBytes),
                [("p50_microseconds", p50), ("p99_microseconds", p99), ("megabytes", file.Bytes / 1e6), ("bytes_per_entity", (double)file.Bytes / Entities), ("write_seconds", writing)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path)
    {
        var description = new LookupDescription
        {
            Dataset = "users", DatasetDigest = "sha256:bench",
            Entity = [new Column { Name = "user", Type = ColumnType.Int64 }],
            Columns = [.. Enumerable.Range(0, 4).Select(i => new Column { Name = $"n{i}", Type = ColumnType.Float64 })],
        };
        using var writer = new LookupWriter(path, description, Entities);
        var buffer = new byte[8];
        Span<double> numbers = stackalloc double[4];
        for (var i = 0; i < Entities; i++)
        {
            var key = new EntityKey(buffer);
            key.Add(i);
            numbers.Fill(i);
            writer.Add(key.Bytes, i, numbers, []);
        }

        writer.Complete();
    }

    private static double[] Measure(LookupFile file, int lookups)
    {
        var random = new Random(7);
        var buffer = new byte[8];
        var microseconds = new double[lookups];
        var sum = 0.0;
        for (var i = 0; i < lookups; i++)
        {
            var entity = random.Next(Entities + (Entities / 10));
            var start = Stopwatch.GetTimestamp();
            var key = new EntityKey(buffer);
            key.Add(entity);
            if (file.TryFind(key.Bytes, out var row)) sum += row.Number(0) - entity;
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return sum == 0 ? microseconds : throw new InvalidOperationException("A lookup found the values of another entity.");
    }
}
