using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>Puts every kept row into exactly one split: the view <c>kept</c> over <c>staged</c>.</summary>
internal static class Splitter
{
    public static SplitCounts Run(Connection connection, SnapshotSpec spec, WarningList warnings, CancellationToken cancellationToken)
    {
        var rule = spec.Splits.Method == SplitMethod.Time ? TimeRule(connection, spec, cancellationToken) : SplitRule.OfBucket(spec.Splits);
        var augmented = spec.Augmented is { } mark
            ? connection.Execute($"DELETE FROM staged WHERE {SqlText.Identifier(mark)} AND ({rule}) <> {SplitRule.Train}", cancellationToken)
            : 0;
        connection.Execute($"CREATE VIEW kept AS SELECT *, CAST({rule} AS UTINYINT) AS {EngineColumns.Split} FROM staged", cancellationToken);

        // The row hashes are summed in two halves, as 128-bit sums of 64-bit numbers: exact, and the same in every order.
        using var result = connection.Query(
            $"""
            SELECT {EngineColumns.Split}, count(*), CAST(sum(CAST({EngineColumns.Hash} >> 64 AS UBIGINT)) AS VARCHAR),
              CAST(sum(CAST({EngineColumns.Hash} & 18446744073709551615::UHUGEINT AS UBIGINT)) AS VARCHAR)
            FROM kept GROUP BY 1
            """, cancellationToken);
        var parts = result.ReadRows().ToDictionary(
            row => Convert.ToInt32(row[0], CultureInfo.InvariantCulture), row => new SplitPart((long)row[1]!, $"{row[2]}:{row[3]}"));
        var counts = new SplitCounts(Part(parts, SplitRule.Train), Part(parts, SplitRule.Validation), Part(parts, SplitRule.Test)) { AugmentedLeftOut = augmented };
        Prove(connection, spec, cancellationToken);
        WarnOfEmpty(counts, spec.Splits, warnings);
        return counts;
    }

    private static string TimeRule(Connection connection, SnapshotSpec spec, CancellationToken cancellationToken)
    {
        if (spec.EventTime is not { } eventTime)
            throw StepException.Invalid("InvalidSpecification", "splits.method is Time, but the dataset has no eventTime.", "Set spec.eventTime to the column with the moment of the event.");
        var time = SqlText.Identifier(eventTime);
        var test = 1 - (spec.Splits.TestPercent / 100.0);
        var validation = test - (spec.Splits.ValidationPercent / 100.0);
        using var result = connection.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT CAST(quantile_disc({time}, {validation:R}) AS TIMESTAMP), CAST(quantile_disc({time}, {test:R}) AS TIMESTAMP) FROM staged"),
            cancellationToken);
        // Where no row is left there are no periods, and nothing to divide.
        return result.ReadRows()[0] is [DateTime validationStart, DateTime testStart] ? SplitRule.OfTime(eventTime, validationStart, testStart) : SplitRule.OfBucket(spec.Splits);
    }

    /// <summary>Counts split keys that occur in two splits; the rule makes that impossible, and the count proves it for these rows.</summary>
    private static void Prove(Connection connection, SnapshotSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Splits.Method == SplitMethod.Time) return;
        var key = string.Join(", ", SplitRule.KeyColumns(spec.Splits, spec.Key, spec.Columns) is { } columns && columns.Count < spec.Columns.Count
            ? columns.Select(column => SqlText.Identifier(column.Name))
            : [EngineColumns.Hash]);
        var shared = connection.Scalar<long>(
            $"SELECT count(*) FROM (SELECT 1 FROM kept GROUP BY {key} HAVING min({EngineColumns.Split}) <> max({EngineColumns.Split}))", cancellationToken);
        if (shared > 0) throw new InvalidOperationException($"{shared} split keys occur in more than one split.");
    }

    private static void WarnOfEmpty(SplitCounts counts, SplitPolicy policy, WarningList warnings)
    {
        if (counts.Train.Rows == 0) warnings.Add("splits", "The train split has no rows; nothing can be trained on this version. Read more rows, or use another split key.");
        if (counts.Validation.Rows == 0 && policy.ValidationPercent > 0)
            warnings.Add("splits", "The validation split has no rows. Read more rows, or use a split key with more values.");
        if (counts.Test.Rows == 0) warnings.Add("splits", "The test split has no rows. Read more rows, or use a split key with more values.");
    }

    private static SplitPart Part(Dictionary<int, SplitPart> parts, int split) => parts.GetValueOrDefault(split) ?? SplitPart.None;
}

/// <summary>One split's rows.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Fingerprint">Sums of the two halves of the rows' hashes.</param>
internal sealed record SplitPart(long Rows, string Fingerprint)
{
    public static SplitPart None { get; } = new(0, "0:0");

    /// <summary>The rows of both: sums do not depend on who added them up.</summary>
    public SplitPart Plus(SplitPart other)
    {
        var (mine, theirs) = (Fingerprint.Split(':'), other.Fingerprint.Split(':'));
        return new SplitPart(Rows + other.Rows, $"{Sum(mine[0], theirs[0])}:{Sum(mine[1], theirs[1])}");
    }

    private static string Sum(string left, string right) =>
        (UInt128.Parse(left, CultureInfo.InvariantCulture) + UInt128.Parse(right, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
}

/// <summary>The three splits.</summary>
internal sealed record SplitCounts(SplitPart Train, SplitPart Validation, SplitPart Test)
{
    /// <summary>Augmented rows that another split than Train would have had.</summary>
    public long AugmentedLeftOut { get; init; }

    public long Rows => Train.Rows + Validation.Rows + Test.Rows;

    public static SplitCounts None { get; } = new(SplitPart.None, SplitPart.None, SplitPart.None);

    public SplitCounts Plus(SplitCounts other) => new(Train.Plus(other.Train), Validation.Plus(other.Validation), Test.Plus(other.Test));

    public SplitPart Of(Split split) => split switch { Split.Train => Train, Split.Validation => Validation, _ => Test };
}
