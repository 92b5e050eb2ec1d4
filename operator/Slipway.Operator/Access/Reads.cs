using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Access;

/// <summary>Puts on record what a step is about to read.</summary>
internal static class Reads
{
    /// <summary>The record of one read.</summary>
    /// <param name="pin">What is read.</param>
    /// <param name="dataset">Its Dataset.</param>
    /// <param name="place">Namespace of the reader.</param>
    /// <param name="columns">The columns that are read for certain; null where that is not known, so that all that may be read count.</param>
    /// <param name="now">Time of the record.</param>
    public static DataRead Of(DatasetPin pin, Dataset dataset, string place, IReadOnlyList<string>? columns, DateTimeOffset now)
    {
        var grant = Grant.Of(dataset, place, now);
        return new DataRead
        {
            Dataset = dataset.FullName().ToString(),
            Digest = pin.Digest,
            Columns = columns ?? pin.View?.Columns ?? DatasetColumns.Of(dataset)?.Select(column => column.Name).ToList(),
            MaxAge = pin.View?.MaxAge,
            At = now,
            Rules = grant?.Rules,
            BreakGlass = grant?.BreakGlass,
        };
    }
}
