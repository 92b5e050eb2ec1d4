using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "F12")]
public sealed class EventLogTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Many_small_files_of_a_log_of_events_are_read_as_one_source()
    {
        for (var bundle = 0; bundle < 1000; bundle++)
        {
            var received = new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(3 * bundle);
            run.Write(
                string.Create(CultureInfo.InvariantCulture, $"{received:yyyy-MM-dd'T'HH}/{Guid.CreateVersion7(received)}.jsonl"),
                string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{2 * bundle}},"time":"{{received:O}}","price":1.5}{{"\n"}}{"id":{{(2 * bundle) + 1}},"time":"{{received:O}}","price":null,"country":"DE"}{{"\n"}}"""));
        }

        var spec = run.Spec() with { Label = null };
        var manifest = await run.SucceedAsync(spec with { Source = new DataSource { Uri = $"file://{run.SourceFolder}/", Format = SourceFormat.JSONLines, Events = new EventSource() } });

        (manifest.Rows.Read, manifest.Rows.Rejected).ShouldBe((2000, 0));
        run.Query(manifest, "SELECT count(DISTINCT id), min(id), max(id), sum(price), count(country), count(DISTINCT date_trunc('hour', time)) FROM \"all\"").ShouldBe([[2000L, 0L, 1999L, 1500.0, 1000L, 50L]]);
    }
}
