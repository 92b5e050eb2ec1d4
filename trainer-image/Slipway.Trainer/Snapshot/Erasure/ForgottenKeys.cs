using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.Snapshot.Erasure;

/// <summary>Values that no kept row has any more; comparisons and slices must not name them: what is said of a version ends in status, logs and events.</summary>
internal sealed class ForgottenKeys
{
    private readonly Dictionary<string, HashSet<string>> values;

    private ForgottenKeys(Dictionary<string, HashSet<string>> values) => this.values = values;

    /// <summary>Reads them; asked once <c>kept</c> is there.</summary>
    public static ForgottenKeys Of(Connection connection, KeyTables keys, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var column in keys.Columns)
        {
            using var result = connection.Query(
                $"SELECT DISTINCT CAST(v AS VARCHAR) FROM {keys.Of(column)} AS keys ANTI JOIN kept ON keys.v = kept.{SqlText.Identifier(column)}", cancellationToken);
            values[column] = [.. result.ReadRows().Select(row => (string)row[0]!)];
        }

        return new ForgottenKeys(values);
    }

    /// <summary>The same without looking at rows, for sources in partitions: where one column decides, no row has its values any more.</summary>
    public static ForgottenKeys Of(IReadOnlyList<RowDeletion> requests) => new(requests.Where(request => request.Match.Count == 1).SelectMany(request => request.Match)
        .GroupBy(match => match.Column, StringComparer.Ordinal).ToDictionary(column => column.Key, column => column.SelectMany(match => match.Values).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal));

    /// <summary>Declared slices without the values.</summary>
    public IReadOnlyList<Slice>? Without(IReadOnlyList<Slice>? slices) =>
        slices is null ? null : [.. slices.Select(slice => slice.Values is { } named ? slice with { Values = [.. named.Where(value => !Has(slice.Column, value))] } : slice)];

    /// <summary>An earlier version without what its manifest says of the values.</summary>
    public PreviousVersion Without(PreviousVersion previous) => previous.Manifest is not { } manifest ? previous : previous with
    {
        Manifest = manifest with
        {
            Statistics = [.. manifest.Statistics.Select(column => column with
            {
                Mode = column.Mode is { } mode && Has(column.Column, mode.Value) ? null : column.Mode,
                Top = Without(column.Column, column.Top),
            })],
            SliceStatistics = manifest.SliceStatistics is null ? null :
            [
                .. manifest.SliceStatistics.Where(slice => slice is not { Column: { } column, Value: { } value } || !Has(column, value))
                    .Select(slice => slice with { Classes = manifest.Label is { } label ? Without(label.Column, slice.Classes) : slice.Classes }),
            ],
        },
    };

    private IReadOnlyList<ValueCount>? Without(string column, IReadOnlyList<ValueCount>? counts) => counts is null ? null : [.. counts.Where(count => !Has(column, count.Value))];

    private bool Has(string column, string value) => values.TryGetValue(column, out var forgotten) && forgotten.Contains(value);
}
