using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>An expectation of each row, as the SQL of the rows that break it.</summary>
/// <param name="Check">The check.</param>
/// <param name="Statement">What is expected, in words.</param>
/// <param name="Columns">Columns that an example of a broken row shows.</param>
/// <param name="Broken">SELECT of the rows that break it.</param>
internal sealed record RowExpectation(Check Check, string Statement, IReadOnlyList<Column> Columns, string Broken)
{
    /// <summary>SQL of whether a row breaks it, where the row alone decides; such expectations are counted in one pass.</summary>
    public string? Condition { get; init; }
}
