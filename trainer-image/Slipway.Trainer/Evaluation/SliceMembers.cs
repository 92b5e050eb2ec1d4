namespace Slipway.Trainer.Evaluation;

/// <summary>Collects which rows belong to which value of a slice's column.</summary>
internal sealed class SliceMembers(SliceColumn slice)
{
    private const int MostValues = 20;
    internal const string Missing = "(missing)";
    private readonly Dictionary<string, List<int>> rows = new(StringComparer.Ordinal);

    internal SliceColumn Slice => slice;

    internal void Add(int row, string? value)
    {
        var key = string.IsNullOrEmpty(value) ? Missing : value;
        if (!rows.TryGetValue(key, out var members)) rows[key] = members = [];
        members.Add(row);
    }

    /// <summary>Slices as name=value with their rows; declared values that no row has come with none.</summary>
    internal IEnumerable<(string Slice, IReadOnlyList<int> Rows)> Groups() => slice.Values is { } wanted
        ? wanted.Select(value => ($"{slice.Name}={value}", (IReadOnlyList<int>)rows.GetValueOrDefault(value, [])))
        : rows.OrderByDescending(group => group.Value.Count).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostValues)
            .Select(group => ($"{slice.Name}={group.Key}", (IReadOnlyList<int>)group.Value));
}
