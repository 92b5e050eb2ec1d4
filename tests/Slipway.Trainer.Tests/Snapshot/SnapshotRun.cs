using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>A folder with source files, and snapshots of them run in this process through the same path as the executable's.</summary>
internal sealed class SnapshotRun : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-snapshot-").FullName;
    private int runs;

    public string SourceFolder => Path.Combine(folder, "source");

    public string OutputFolder => Path.Combine(folder, "output");

    public string ScratchFolder => Path.Combine(folder, "scratch");

    public DateTimeOffset Now { get; set; } = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public string? PseudonymisationKeyFile { get; set; }

    public string Errors { get; private set; } = "";

    public string Progress { get; private set; } = "";

    public byte[] TerminationMessage { get; private set; } = [];

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(SourceFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The shop's clicks: id, time, country, price, clicked.</summary>
    public SnapshotSpec Spec() => new()
    {
        Namespace = "shop",
        Name = "clicks",
        Source = new DataSource { Uri = "file://" + SourceFolder },
        Columns =
        [
            new Column { Name = "id", Type = ColumnType.Int64 },
            new Column { Name = "time", Type = ColumnType.Timestamp, Nullable = true },
            new Column { Name = "country", Type = ColumnType.String, Nullable = true },
            new Column { Name = "price", Type = ColumnType.Float64, Nullable = true },
            new Column { Name = "clicked", Type = ColumnType.Boolean, Nullable = true },
        ],
        EventTime = "time",
        Key = ["id"],
        Label = new Label { Column = "clicked" },
        Limits = new Limits { MaxRejectedPercent = 50 },
        Output = "file://" + OutputFolder,
        ResultPrefix = "file://" + Path.Combine(folder, "results"),
        MemoryBytes = 256L << 20,
        Threads = 2,
    };

    public const string Header = "id,time,country,price,clicked\n";

    /// <summary>Sound rows, different in every column.</summary>
    public static string Rows(int count, int first = 0) => string.Concat(Enumerable.Range(first, count).Select(id =>
        FormattableString.Invariant($"{id},2026-01-{1 + (id % 28):00} 10:{id % 60:00}:00,{(id % 3 == 0 ? "DE" : "FR")},{id * 0.5},{(id % 4 == 0 ? "true" : "false")}\n")));

    public async Task<(int ExitCode, StepResult Result)> RunAsync(SnapshotSpec spec, IObjectStore? store = null, int worker = 0)
    {
        var specPath = Path.Combine(folder, $"spec-{++runs}.json");
        await File.WriteAllBytesAsync(specPath, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.SnapshotSpec));
        var termination = Path.Combine(folder, "termination");
        var environment = new StepEnvironment { SpecPath = specPath, TerminationLog = termination, ScratchRoot = ScratchFolder, Worker = worker, PseudonymisationKeyFile = PseudonymisationKeyFile };
        using var errors = new StringWriter();
        using var progress = new StringWriter();
        using var stores = new ObjectStores();
        var runner = new StepRunner(environment, store ?? stores, progress, errors, new ManualTimeProvider(Now));
        var exitCode = await runner.RunAsync(StepCatalogue.Find("snapshot")!, CancellationToken.None);
        Errors = errors.ToString();
        Progress = progress.ToString();
        TerminationMessage = await File.ReadAllBytesAsync(termination);
        // Of several pods only the one that ends the step writes its result.
        if (JsonSerializer.Deserialize(TerminationMessage, ContractsJson.Default.StepResult) is { Worker: not null } shared) return (exitCode, shared);
        var result = await (store ?? stores).ReadAllAsync(ObjectUri.Parse(spec.ResultPrefix).Append("result.json"), CancellationToken.None);
        return (exitCode, JsonSerializer.Deserialize(result, ContractsJson.Default.StepResult)!);
    }

    /// <summary>Runs a snapshot that has to succeed, and reads its manifest.</summary>
    public async Task<DatasetManifest> SucceedAsync(SnapshotSpec spec)
    {
        var (exitCode, result) = await RunAsync(spec);
        exitCode.ShouldBe(0, Errors);
        result.Outcome.ShouldBe(StepOutcome.Succeeded);
        return Manifest(result);
    }

    /// <summary>Runs a snapshot that has to fail with an exit code, and gives its error.</summary>
    public async Task<StepError> FailAsync(SnapshotSpec spec, int exitCode)
    {
        var (code, result) = await RunAsync(spec);
        code.ShouldBe(exitCode, Errors);
        Directory.Exists(OutputFolder).ShouldBeFalse("a failed snapshot publishes nothing");
        return result.Error!;
    }

    /// <summary>Runs a snapshot that has to fail although versions may have been published before.</summary>
    public async Task<StepError> FailWithAsync(SnapshotSpec spec, int exitCode)
    {
        var (code, result) = await RunAsync(spec);
        code.ShouldBe(exitCode, Errors);
        return result.Error!;
    }

    public static DatasetManifest Manifest(StepResult result) => JsonSerializer.Deserialize(
        File.ReadAllBytes(ObjectUri.Parse(result.Snapshot!.ManifestUri).LocalPath), ContractsJson.Default.DatasetManifest)!;

    public string VersionFolder(DatasetManifest manifest) => Path.Combine(OutputFolder, Digest.Hex(manifest.Digest));

    public DatasetPin Pin(DatasetManifest manifest) => new()
    {
        Name = manifest.Name, Digest = manifest.Digest, ManifestUri = "file://" + Path.Combine(VersionFolder(manifest), "manifest.json"),
    };

    /// <summary>All that the last run and its version say in words: log, termination message, result, manifest and card.</summary>
    public string Said(DatasetManifest manifest) => string.Join('\n',
    [
        Progress, Errors, System.Text.Encoding.UTF8.GetString(TerminationMessage), File.ReadAllText(Path.Combine(folder, "results", "result.json")),
        File.ReadAllText(Path.Combine(VersionFolder(manifest), "manifest.json")), File.ReadAllText(Path.Combine(VersionFolder(manifest), "card.html")),
    ]);

    /// <summary>Rows of a query over the version's files; <c>train</c>, <c>validation</c>, <c>test</c>, <c>quarantine</c> and <c>all</c> are views.</summary>
    public IReadOnlyList<object?[]> Query(DatasetManifest manifest, string sql)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        foreach (var file in Directory.GetFiles(VersionFolder(manifest), "*.parquet"))
            connection.Execute($"CREATE VIEW {Path.GetFileNameWithoutExtension(file)} AS SELECT * FROM read_parquet({SqlText.Literal(file)}, file_row_number = true)");
        var files = SqlText.List(manifest.Files.Select(file => Path.Combine(VersionFolder(manifest), file.Path)));
        connection.Execute($"CREATE VIEW \"all\" AS SELECT * FROM read_parquet({files}, filename = true)");
        using var result = connection.Query(sql);
        return result.ReadRows();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
