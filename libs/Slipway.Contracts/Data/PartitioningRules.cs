namespace Slipway.Contracts.Data;

/// <summary>What cannot be decided within a partition; said alike by admission, reconciler and trainer.</summary>
/// <remarks>Rows are never moved between pods. What needs rows of several partitions at once belongs to a warehouse or to Spark, which hand over files in partitions that have it done.</remarks>
public static class PartitioningRules
{
    private const string Elsewhere = "or have it done where the files are written (a warehouse, Spark)";

    /// <summary>All that is wrong: the field of the Dataset's spec, and what is wrong with it and the remedy.</summary>
    public static IReadOnlyList<(string Field, string Message)> Check(Partitioning partitioning, PartitionedDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(partitioning);
        ArgumentNullException.ThrowIfNull(dataset);
        var errors = new List<(string, string)>();
        var by = string.Join(", ", partitioning.Columns);
        bool Within(IReadOnlyList<string>? columns) => columns is not null && partitioning.Columns.All(columns.Contains);
        void Require(bool holds, string field, string message)
        {
            if (!holds) errors.Add((field, message));
        }

        Require(dataset.Source.Uri is not null, "source.partitioning", "divides the files of uri; remove it from a derived dataset");
        Require(dataset.Columns.Count > 0, "schema", "is needed with source.partitioning: what is inferred from one partition need not fit another. Declare the columns, or take one snapshot without partitioning and copy status.schema");
        foreach (var name in partitioning.Columns.Where(name => dataset.Columns.Count > 0 && dataset.Columns.All(column => column.Name != name)))
            errors.Add(("source.partitioning.columns", $"names '{name}', which is no declared column; declare it in schema.columns, or correct the name"));
        foreach (var name in partitioning.Columns.Where(name => dataset.Columns.Any(column => column.Name == name && column.Protection is not null)))
            errors.Add(("source.partitioning.columns", $"names '{name}', which is protected and stands in the names of folders; divide by another column"));
        Require(dataset.Privacy?.QuasiIdentifiers is null, "privacy.quasiIdentifiers", $"makes groups of rows of all partitions; count them in a dataset derived from this one, {Elsewhere}");
        Require(dataset.Key is null or { Count: 0 } || Within(dataset.Key), "key", $"has to include {by}: duplicates are looked for within a partition. Add it to the key, {Elsewhere}");
        Require(dataset.Splits.Method == SplitMethod.Hash, "splits.method", "Time needs the order of all rows, which no partition knows; use Hash");
        Require(dataset.Sampling is null or { Method: SamplingMethod.Random, Percent: not null }, "sampling", "has to be method Random with percent: other samples need all rows at once. Set those, or derive a sampled dataset from this one");
        Require(dataset.Lookup is null, "lookup", "needs the newest row of each entity over all partitions; declare it in a dataset derived from this one");
        Require(dataset.Label?.Delay is null, "label.delay", "counts back from the newest event of all partitions, which none of them knows; seal partitions once their labels are settled (source.seal)");
        Require(dataset.Label?.Functions is not { Count: > 0 }, "label.functions", "are weighed by the votes on all rows at once; declare them in a dataset derived from this one");
        Require(dataset.Label?.SourceColumn is null, "label.sourceColumn", "compares sources over all rows at once; declare it in a dataset derived from this one");
        Require(dataset.Augmented is null, "augmented", "is counted over all rows at once; declare it in a dataset derived from this one");
        foreach (var (index, check) in (dataset.Checks ?? []).Index())
        {
            Require(check.Query is null, $"checks[{index}].query", $"reads all rows at once; write an expectation of each row, {Elsewhere}");
            Require(check.Unique is null || Within(check.Unique), $"checks[{index}].unique", $"has to include {by}: rows of different partitions are not compared. Add it, {Elsewhere}");
            Require(check.Increasing is null || Within(check.Increasing.Within), $"checks[{index}].increasing.within", $"has to include {by}: rows of different partitions have no common order. Add it, {Elsewhere}");
        }

        return errors;
    }
}

/// <summary>What of a dataset has to fit its partitions.</summary>
public sealed record PartitionedDataset
{
    /// <summary>The source.</summary>
    public required DataSource Source { get; init; }

    /// <summary>Declared columns.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>How persons are protected.</summary>
    public PrivacyPolicy? Privacy { get; init; }

    /// <summary>Key.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>Label.</summary>
    public Label? Label { get; init; }

    /// <summary>Splits.</summary>
    public required SplitPolicy Splits { get; init; }

    /// <summary>Sampling.</summary>
    public SamplingPolicy? Sampling { get; init; }

    /// <summary>Lookup.</summary>
    public LookupPolicy? Lookup { get; init; }

    /// <summary>Mark of augmented rows.</summary>
    public string? Augmented { get; init; }

    /// <summary>Checks.</summary>
    public IReadOnlyList<Check>? Checks { get; init; }
}
