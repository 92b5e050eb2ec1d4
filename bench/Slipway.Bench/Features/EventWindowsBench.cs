using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Serving;
using Slipway.OnnxRuntime;
using Slipway.Server.Metrics;
using Slipway.Server.Predictor.Events;
using Slipway.Server.Predictor.Events.Following;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Receiving;
using Slipway.Server.Predictor.Events.Schema;
using Slipway.Server.Predictor.Events.Windows;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;
using Slipway.Storage;
using EventLog = Slipway.Contracts.Serving.EventLog;

namespace Slipway.Bench.Features;

/// <summary>
/// Four aggregates over an hour of events that moves on every minute: bundles taken into a log on the local disk, the log read into windows of 200,000 entities, and one row's windows filled,
/// while the next events are added; against the goal of 20 µs at the 99th percentile.
/// </summary>
internal static class EventWindowsBench
{
    internal const string Name = "event-windows";
    private const int Entities = 200_000;
    private const int Bundles = 1_000;
    private const int EventsPerBundle = 1_000;
    private const int Rows = 500_000;
    private const double GoalMicroseconds = 20;

    private static readonly WindowFunction[] Functions = [WindowFunction.Count, WindowFunction.Sum, WindowFunction.Mean, WindowFunction.Max];

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var log = new ServedLog(Definition(folder));
            using var store = new ObjectStores();
            var bundlesPerSecond = await WriteAsync(log, store);

            var (warm, _) = await ReadAsync(log, store);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (window, eventsPerSecond) = await ReadAsync(log, store);
            var bytesPerEntity = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)window.State.Entities;
            GC.KeepAlive(warm);

            using var stop = new CancellationTokenSource();
            var writer = Task.Run(() => AddEvents(window, stop.Token));
            var (p50, p99) = Fill(window, Entities, Rows);
            await stop.CancelAsync();
            await writer;
            var longest = FillLongest(log);
            return new BenchResult(
                p99 / GoalMicroseconds,
                [
                    ("p50_microseconds", p50), ("p99_microseconds", p99), ("p50_microseconds_1000_slides", longest.P50),
                    ("events_read_per_second", eventsPerSecond), ("bundles_kept_per_second", bundlesPerSecond), ("bytes_per_entity", bytesPerEntity),
                ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static EventLog Definition(string folder) => new()
    {
        Dataset = "clicks", Uri = "file://" + folder, EventTime = "event_time", Key = ["event_id"], Limits = new EventSource(),
        Columns =
        [
            new Column { Name = "event_id", Type = ColumnType.Int64 }, new Column { Name = "event_time", Type = ColumnType.Timestamp }, new Column { Name = "user", Type = ColumnType.Int64 },
            new Column { Name = "price", Type = ColumnType.Float64, Minimum = 0 },
        ],
    };

    private static ModelWindow Window(string length, string slide) => new()
    {
        Dataset = "clicks", EventTime = "event_time", Entity = [new LookupKey { Input = "user", Column = "user", Type = ColumnType.Int64 }],
        Length = Duration.Parse(length), Slide = Duration.Parse(slide), Lateness = Duration.Parse("10s"),
        Inputs = [.. Functions.Select(function => new WindowInput { Input = function.ToString(), Function = function, Column = "price" })],
    };

    /// <summary>Takes bundles as the endpoint does; most of the time is the disk's.</summary>
    private static async Task<double> WriteAsync(ServedLog log, ObjectStores store)
    {
        var random = new Random(7);
        var now = DateTimeOffset.UtcNow;
        var bodies = Enumerable.Range(0, Bundles).Select(_ => Body(random, now)).ToList();
        using var keeper = new BundleKeeper(store, TimeProvider.System, NullLogger<BundleKeeper>.Instance);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (body, token) =>
        {
            var bundle = EventBundle.Read(body, log, now);
            if (bundle.Faults.Count > 0) throw new InvalidOperationException($"an event is not taken: {bundle.Faults.Kept[0]}");
            await keeper.KeepAsync(log, BundleId.New(DateTimeOffset.UtcNow), bundle, mayBeKnown: false, token);
        });
        return Bundles / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<(WindowBinding Window, double EventsPerSecond)> ReadAsync(ServedLog log, ObjectStores store)
    {
        var window = new WindowBinding(Window("1h", "1m"), log);
        var follower = new LogFollower(log, [window], store, new EventMetrics(new MetricRegistry()).StartReading("clicks"), TimeProvider.System, NullLogger.Instance);
        var start = Stopwatch.GetTimestamp();
        await follower.ReadAsync(CancellationToken.None);
        var eventsPerSecond = Bundles * EventsPerBundle / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return window.State.Entities > Entities * 0.98 ? (window, eventsPerSecond) : throw new InvalidOperationException($"{window.State.Entities} entities were read of {Entities}.");
    }

    private static byte[] Body(Random random, DateTimeOffset now)
    {
        var text = new StringBuilder();
        for (var i = 0; i < EventsPerBundle; i++)
        {
            var time = now.AddSeconds(-random.Next(3600)).ToString("O", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{{\"event_id\":{random.NextInt64(1L << 50)},\"event_time\":\"{time}\",\"user\":{random.Next(Entities)},\"price\":{random.Next(10_000) / 100.0}}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Fills the windows of single rows, one in ten of an unknown entity.</summary>
    /// <returns>Median and 99th percentile in microseconds.</returns>
    private static (double P50, double P99) Fill(WindowBinding window, int entities, int rows)
    {
        TensorSpec[] inputs = [.. Functions.Select(function => Spec(function.ToString())), Spec("user")];
        var schema = new ModelSchema(inputs, []);
        var slot = new WindowSlot(Window("1h", "1m"), new EventMetrics(new MetricRegistry()).StartWindow("clicks"));
        slot.Swap(window);
        var filler = new WindowFiller(schema, [slot], TimeProvider.System);
        using var pool = new InputTensorPool(inputs);
        using var request = new InferRequest(pool, inputs.Length);
        request.SetRows(1);
        request.Sent[^1] = true;
        var random = new Random(11);
        var microseconds = new double[rows];
        for (var i = -rows / 10; i < rows; i++)
        {
            // What was read is for the windows of the time before; a bench that takes longer than that must not measure missing values.
            window.State.ReadUpTo = long.MaxValue;
            request.Tensors[^1].AsSpan<double>()[0] = random.Next(entities + (entities / 10));
            var start = Stopwatch.GetTimestamp();
            filler.Fill(request);
            if (i >= 0) microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(microseconds);
        return slot.Series.Found.Value > rows / 2 ? (microseconds[rows / 2], microseconds[rows * 99L / 100]) : throw new InvalidOperationException("Most entities have no window.");
    }

    /// <summary>The longest window there can be, with events in each of its slides.</summary>
    private static (double P50, double P99) FillLongest(ServedLog log)
    {
        const int entities = 100;
        var window = new WindowBinding(Window("1000s", "1s"), log);
        var now = SlideClock.Microseconds(DateTimeOffset.UtcNow);
        for (var i = 0; i < 1_500 * entities; i++) AddEvent(window, i % entities, now - (i / entities * 1_000_000L) + 250_000_000, now);
        return Fill(window, entities, Rows / 10);
    }

    private static void AddEvents(WindowBinding window, CancellationToken stop)
    {
        var random = new Random(13);
        while (!stop.IsCancellationRequested)
        {
            var now = SlideClock.Microseconds(DateTimeOffset.UtcNow);
            AddEvent(window, random.Next(Entities), now - random.Next(60_000_000), now);
        }
    }

    private static void AddEvent(WindowBinding window, int user, long moment, long now) => window.Add(
        [
            EventValue.OfWhole(1), EventValue.OfMoment(moment),
            EventValue.OfWhole(user), EventValue.Of(1.5),
        ],
        now);

    private static TensorSpec Spec(string name) => new(name, OrtElementType.Double, [-1, 1], required: false);
}
