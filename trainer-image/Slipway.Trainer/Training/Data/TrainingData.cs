using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>The splits of a dataset as tables of an engine in memory; rows come in the order of the files.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly Database database;
    private readonly VerifiedDataset dataset;
    private readonly Dictionary<Split, long> rows;
    private readonly Dictionary<Split, long> unlabelled = [];

    private TrainingData(Database database, VerifiedDataset dataset)
    {
        this.database = database;
        this.dataset = dataset;
        rows = new Dictionary<Split, long>
        {
            [Split.Train] = dataset.Manifest.Rows.Train, [Split.Validation] = dataset.Manifest.Rows.Validation, [Split.Test] = dataset.Manifest.Rows.Test,
        };
        Manifest = dataset.Manifest;
        Connection = database.Connect();
    }

    internal Connection Connection { get; }

    internal DatasetManifest Manifest { get; private set; }

    /// <summary>Periods that were left out, with their rows.</summary>
    internal IReadOnlyList<ExcludedRows>? Excluded { get; private set; }

    internal static TrainingData Open(VerifiedDataset dataset, int threads, long memoryBytes, string scratch, ExcludedTime? excluded = null)
    {
        var database = Database.OpenInMemory(new DatabaseSettings
        {
            Threads = threads, MemoryLimitBytes = memoryBytes, TempDirectory = Path.Combine(scratch, "spill"),
        });
        try
        {
            var data = new TrainingData(database, dataset);
            foreach (var (split, files) in dataset.Files)
                data.Run(() => data.Connection.Execute($"CREATE VIEW {Table(split)} AS {dataset.View.Select(files)}"));
            if (dataset.View.LimitsRows) data.CountRows();
            if (excluded is not null) data.LeaveOut(excluded);
            return data;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Name of a split's table; ask <see cref="Rows"/> before using it.</summary>
    internal static string Table(Split split) => $"split_{split.ToString().ToLowerInvariant()}";

    /// <summary>Name of the table with the rows of a split that have no label; ask <see cref="Unlabelled"/> before using it.</summary>
    internal static string UnlabelledTable(Split split) => $"unlabelled_{split.ToString().ToLowerInvariant()}";

    internal long Rows(Split split) => rows[split];

    /// <summary>Rows without a label, where they were set apart.</summary>
    internal long Unlabelled(Split split) => unlabelled.GetValueOrDefault(split);

    internal bool Has(Split split) => Rows(split) > 0 && dataset.Files.ContainsKey(split);

    /// <summary>Takes rows without a label out of the splits, which from then on have labelled rows alone.</summary>
    /// <param name="isMissing">SQL of whether a row has no label.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal void SetUnlabelledApart(string isMissing, CancellationToken cancellationToken) => Run(() =>
    {
        foreach (var split in Enum.GetValues<Split>().Where(Has).ToList())
        {
            var (table, all) = (Table(split), $"all_{Table(split)}");
            Connection.Execute($"ALTER VIEW {table} RENAME TO {all}", cancellationToken);
            Connection.Execute($"CREATE VIEW {table} AS SELECT * FROM {all} WHERE NOT ({isMissing})", cancellationToken);
            Connection.Execute($"CREATE VIEW {UnlabelledTable(split)} AS SELECT * FROM {all} WHERE {isMissing}", cancellationToken);
            unlabelled[split] = Connection.Scalar<long>($"SELECT count(*) FROM {UnlabelledTable(split)}", cancellationToken);
            rows[split] -= unlabelled[split];
        }

        return rows.Count;
    });

    // Counts of the manifest are of all rows; here are those that may be seen.
    private void CountRows()
    {
        foreach (var split in dataset.Files.Keys) rows[split] = Run(() => Connection.Scalar<long>($"SELECT count(*) FROM {Table(split)}"));
        Manifest = Manifest with { Rows = Manifest.Rows with { Train = rows[Split.Train], Validation = rows[Split.Validation], Test = rows[Split.Test] } };
    }

    /// <summary>A file that cannot be read as Parquet is the data's fault, not a passing one.</summary>
    internal T Run<T>(Func<T> query)
    {
        try
        {
            return query();
        }
        catch (DuckDbException unreadable) when (unreadable.Kind is not (DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.Interrupted))
        {
            throw StepException.Refused(
                "UnreadableData",
                $"Dataset '{Manifest.Name}' version {Manifest.Digest} cannot be read: {EngineWords.Of(unreadable, Manifest.Columns.Any(Protections.IsConfidential))}",
                "Make the dataset version again; its files or columns do not agree with its manifest.",
                unreadable);
        }
    }

    private void LeaveOut(ExcludedTime excluded)
    {
        var counts = new List<IReadOnlyList<ExcludedRows>>();
        foreach (var (split, files) in dataset.Files)
        {
            var source = $"({dataset.View.Select(files)})";
            counts.Add(Run(() => excluded.Count(sql =>
            {
                using var result = Connection.Query(sql);
                return result.ReadRows()[0];
            }, source)));
            Run(() => Connection.Execute($"CREATE OR REPLACE VIEW {Table(split)} AS SELECT * FROM {source} WHERE {excluded.Kept}"));
            rows[split] -= counts[^1].Sum(window => window.Rows);
        }

        Excluded = [.. counts[0].Select((window, index) => window with { Rows = counts.Sum(each => each[index].Rows) })];
        if (Rows(Split.Train) > 0 && Rows(Split.Test) > 0) return;
        throw StepException.Refused(
            "NothingLeft",
            $"The windows of missingData.excludedWindows leave {Rows(Split.Train)} rows of the train split and {Rows(Split.Test)} of the test split of dataset '{Manifest.Name}'.",
            "Make the windows smaller, or take a version with rows outside of them.");
    }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }
}
