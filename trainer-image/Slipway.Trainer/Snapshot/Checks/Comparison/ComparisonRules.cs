using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>The limits of a comparison with the documented defaults filled in.</summary>
internal sealed class ComparisonRules(Contracts.Data.Comparison? given)
{
    public long MinRows => given?.MinRows ?? 1000;

    public long MinSliceRows => given?.MinSliceRows ?? 100;

    public Severity SchemaChange => given?.SchemaChange ?? Severity.Warn;

    public RatioRule RowCount => Ratio(given?.RowCount, 0.5, 2, Severity.Warn);

    /// <summary>An average moves less than one version does, so its limits are closer.</summary>
    public RatioRule TrailingRowCount => Ratio(given?.TrailingRowCount, 0.7, 1.5, Severity.Warn);

    /// <summary>A slice that grows is no loss, so there is no largest ratio unless one is given.</summary>
    public RatioRule SliceShare => Ratio(given?.SliceShare, 0.5, null, Severity.Error);

    public RatioRule LabelRate => Ratio(given?.LabelRate, 0.5, 2, Severity.Warn);

    public ShiftRule RejectedPercent => Shift(null, given?.RejectedPercent, 1);

    public ShiftRule DuplicatePercent => Shift(null, given?.DuplicatePercent, 5);

    public ShiftRule NullPercent(string column) => Shift(Own(column)?.NullPercent, given?.NullPercent, 5);

    public ShiftRule Ks(string column) => Shift(Own(column)?.Ks, given?.Ks, 0.1);

    public ShiftRule Psi(string column) => Shift(Own(column)?.Psi, given?.Psi, 0.25);

    public ShiftRule LInfinity(string column) => Shift(Own(column)?.LInfinity, given?.LInfinity, 0.1);

    /// <summary>Keys are new in every version, so they are ignored unless somebody asked for them.</summary>
    public bool Ignores(string column, IReadOnlyList<string> key) => Own(column)?.Ignore ?? key.Contains(column);

    private ColumnComparison? Own(string column) => given?.Columns?.FirstOrDefault(own => own.Column == column);

    private static ShiftRule Shift(ShiftLimit? own, ShiftLimit? all, double max) =>
        new(own?.Max ?? all?.Max ?? max, own?.Severity ?? all?.Severity ?? Severity.Warn);

    private static RatioRule Ratio(RatioLimit? limit, double min, double? max, Severity severity) =>
        new(limit?.Min ?? min, limit?.Max ?? max, limit?.Severity ?? severity);
}

/// <summary>How far a value may move.</summary>
internal sealed record ShiftRule(double Max, Severity Severity);

/// <summary>Between what a ratio to the previous version may lie.</summary>
internal sealed record RatioRule(double Min, double? Max, Severity Severity)
{
    /// <summary>The limit on the side of one where the ratio lies.</summary>
    public double Near(double ratio) => ratio >= 1 && Max is { } max ? max : Min;

    public bool Allows(double ratio) => ratio >= Min && !(ratio > Max);
}
