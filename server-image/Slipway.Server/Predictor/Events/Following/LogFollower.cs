using System.Text.Json;
using Microsoft.Extensions.Logging;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Schema;
using Slipway.Server.Predictor.Events.Windows;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Following;

/// <summary>Reads the bundles of one log into the windows over it: first all that can matter, then what is new.</summary>
/// <remarks>
/// Guarantees: each bundle is added once, whenever it comes; a line that is no event is left out, as a snapshot leaves it out, and stops nothing. A reading that fails half way goes on where
/// it was, and until it is whole no window counts as read.
/// </remarks>
internal sealed partial class LogFollower(ServedLog log, IReadOnlyList<WindowBinding> windows, IObjectStore store, LogSeries series, TimeProvider clock, ILogger logger)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<DateTimeOffset, HashSet<string>> applied = [];
    private readonly EventValue[] values = new EventValue[log.Schema.Columns.Count];
    private DateTimeOffset? readUpTo;
    private DateTimeOffset swept;

    public ServedLog Log => log;

    /// <summary>The windows, in the order in which they were given.</summary>
    public IReadOnlyList<WindowBinding> Windows => windows;

    /// <summary>Reads all bundles that have come until now and were not read before.</summary>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        foreach (var hour in LogFolders.WrittenSince(readUpTo ?? began - Reach(), began)) await ReadHourAsync(hour, cancellationToken);
        foreach (var window in windows) window.State.ReadUpTo = SlideClock.Microseconds(began);
        readUpTo = began;
        series.ReadUpTo.Set(began.ToUnixTimeMilliseconds() / 1000.0);
        Forget(began);
    }

    /// <summary>How long ago an event of a window can have been sent.</summary>
    private TimeSpan Reach() =>
        TimeSpan.FromMicroseconds(windows.Max(window => window.State.Clock.Length + window.State.Clock.Slide + window.State.Clock.Lateness)) + log.Definition.Limits.MaxAhead.Value;

    private async Task ReadHourAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var known = applied.TryGetValue(hour, out var names) ? names : applied[hour] = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<ObjectUri>(AtOnce);
        await foreach (var each in store.ListAsync(LogFolders.Folder(log.Root, hour), cancellationToken))
        {
            if (!IsBundle(each.Uri.Name) || known.Contains(each.Uri.Name)) continue;
            found.Add(each.Uri);
            if (found.Count == AtOnce) await AddAsync(found, known, cancellationToken);
        }

        await AddAsync(found, known, cancellationToken);
    }

    private async Task AddAsync(List<ObjectUri> bundles, HashSet<string> known, CancellationToken cancellationToken)
    {
        var contents = await Task.WhenAll(bundles.Select(bundle => FetchAsync(bundle, cancellationToken)));
        for (var at = 0; at < contents.Length; at++)
        {
            Add(bundles[at], contents[at]);
            known.Add(bundles[at].Name);
        }

        bundles.Clear();
    }

    /// <summary>A bundle that is deleted between listing and reading has no events any more.</summary>
    private async Task<byte[]> FetchAsync(ObjectUri bundle, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAllAsync(bundle, cancellationToken);
        }
        catch (StorageException gone) when (gone.Kind == StorageErrorKind.NotFound)
        {
            return [];
        }
    }

    private void Add(ObjectUri bundle, ReadOnlySpan<byte> lines)
    {
        var now = SlideClock.Microseconds(clock.GetUtcNow());
        var (events, damaged, late) = (0, 0, 0);
        var faults = new EventFaults();
        foreach (var range in lines.Split((byte)'\n'))
        {
            if (lines[range].Trim(" \t\r"u8).IsEmpty) continue;
            if (!TryRead(lines[range], faults))
            {
                damaged++;
                continue;
            }

            events++;
            if (readUpTo is not null && IsLate(now)) late++;
            foreach (var window in windows) window.Add(values, now);
        }

        series.Applied.Add(events);
        series.Late.Add(late);
        series.Damaged.Add(damaged);
        if (damaged > 0) LogDamaged(damaged, damaged + events, bundle, log.Definition.Dataset);
    }

    private bool TryRead(ReadOnlySpan<byte> line, EventFaults faults)
    {
        var before = faults.Count;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            log.Schema.Read(ref reader, values, faults, refuseOthers: false);
            return faults.Count == before && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool IsLate(long now)
    {
        var moment = values[log.Schema.EventTime].Whole;
        foreach (var window in windows)
        {
            var slides = window.State.Clock;
            var (slide, end) = (slides.SlideOf(moment), slides.EndAt(now));
            if (slide < end && slide >= slides.StartOf(end)) return true;
        }

        return false;
    }

    /// <summary>Lets go what no later reading and no window needs.</summary>
    private void Forget(DateTimeOffset now)
    {
        var first = LogFolders.WrittenSince(now, now)[0];
        foreach (var hour in applied.Keys.Where(hour => hour < first).ToList()) applied.Remove(hour);
        if (now - swept >= SweepInterval)
        {
            foreach (var window in windows) window.State.Sweep(SlideClock.Microseconds(now));
            swept = now;
        }

        series.Entities.Set(windows.Sum(window => window.State.Entities));
    }

    // As a snapshot skips names that begin so.
    private static bool IsBundle(string name) => name.EndsWith(LogFolders.Suffix, StringComparison.Ordinal) && name[0] is not ('.' or '_');

    [LoggerMessage(LogLevel.Error, "{Damaged} of {Lines} lines of {Bundle} are no events of Dataset {Dataset}; they are left out")]
    private partial void LogDamaged(int damaged, int lines, ObjectUri bundle, string dataset);
}
