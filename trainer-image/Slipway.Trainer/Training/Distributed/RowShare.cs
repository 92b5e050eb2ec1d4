using System.Globalization;

namespace Slipway.Trainer.Training.Distributed;

/// <summary>Which rows belong to a worker: those whose place in the split, counted from 0, leaves its rank when divided by the number of workers.</summary>
/// <remarks>Guarantees: every row belongs to exactly one worker, whatever the files are, since rows come in the order of the files; shares differ by one row at most.</remarks>
internal sealed record RowShare(int Rank, int Workers)
{
    private const string Place = "__slipway_place";

    /// <summary>The rows of a source that belong to the worker, for use as a source.</summary>
    internal string Of(string source) => string.Create(
        CultureInfo.InvariantCulture,
        $"(SELECT * EXCLUDE ({Place}) FROM (SELECT *, row_number() OVER () - 1 AS {Place} FROM {source}) WHERE {Place} % {Workers} = {Rank})");
}
