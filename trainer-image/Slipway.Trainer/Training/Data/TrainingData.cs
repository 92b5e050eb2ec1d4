using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>The splits of a dataset as tables of an engine in memory; rows come in the order of the files.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly Database database;
    private readonly VerifiedDataset dataset;

    private TrainingData(Database database, VerifiedDataset dataset)
    {
        this.database = database;
        this.dataset = dataset;
        Connection = database.Connect();
    }

    internal Connection Connection { get; }

    internal DatasetManifest Manifest => dataset.Manifest;

    internal static TrainingData Open(VerifiedDataset dataset, int threads, long memoryBytes, string scratch)
    {
        var database = Database.OpenInMemory(new DatabaseSettings
        {
            Threads = threads, MemoryLimitBytes = memoryBytes, TempDirectory = Path.Combine(scratch, "spill"),
        });
        try
        {
            var data = new TrainingData(database, dataset);
            foreach (var (split, files) in dataset.Files)
                data.Run(() => data.Connection.Execute($"CREATE VIEW {Table(split)} AS SELECT * FROM read_parquet({SqlText.List(files)})"));
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

    internal long Rows(Split split) => split switch
    {
        Split.Train => Manifest.Rows.Train,
        Split.Validation => Manifest.Rows.Validation,
        _ => Manifest.Rows.Test,
    };

    internal bool Has(Split split) => Rows(split) > 0 && dataset.Files.ContainsKey(split);

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
                $"Dataset '{Manifest.Name}' version {Manifest.Digest} cannot be read: {unreadable.Message}",
                "Make the dataset version again; its files or columns do not agree with its manifest.",
                unreadable);
        }
    }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }
}
