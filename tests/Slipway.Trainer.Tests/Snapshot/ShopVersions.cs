using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Versions of the shop's purchases, each compared with the one before it.</summary>
internal sealed class ShopVersions : IDisposable
{
    private readonly SnapshotRun run = new();

    public SnapshotRun Run => run;

    public void Dispose() => run.Dispose();

    public async Task<DatasetManifest> FirstAsync(SnapshotSpec? spec = null)
    {
        Write(new ShopData());
        var manifest = await run.SucceedAsync(spec ?? Spec());
        manifest.Findings.ShouldBeNull();
        manifest.Comparison.ShouldBeNull();
        return manifest;
    }

    public async Task<DatasetManifest> AcceptAsync(ShopData data, DatasetManifest previous, SnapshotSpec? spec = null)
    {
        Write(data);
        return await run.SucceedAsync((spec ?? Spec()) with { Previous = run.Pin(previous) });
    }

    public async Task<(int ExitCode, StepResult Result)> TakeAsync(ShopData data, DatasetManifest previous, SnapshotSpec spec)
    {
        Write(data);
        return await run.RunAsync(spec with { Previous = run.Pin(previous) });
    }

    public void Write(ShopData data)
    {
        if (Directory.Exists(run.SourceFolder)) Directory.Delete(run.SourceFolder, recursive: true);
        foreach (var (day, text) in data.Partitions()) run.Write($"day={day}/part-0.csv", text);
    }

    public SnapshotSpec Spec() => run.Spec() with
    {
        Columns =
        [
            .. run.Spec().Columns,
            new Column { Name = "temperature", Type = ColumnType.Float64, Unit = "[degF]" },
            new Column { Name = "discount", Type = ColumnType.Float64 },
        ],
    };
}
