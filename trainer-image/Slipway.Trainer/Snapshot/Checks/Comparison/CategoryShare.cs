using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>One category on both sides.</summary>
/// <param name="Value">The value; null for all values that are not told apart.</param>
/// <param name="Previous">Rows before.</param>
/// <param name="Current">Rows now.</param>
/// <param name="PreviousShare">Share of the values before.</param>
/// <param name="CurrentShare">Share of the values now.</param>
internal sealed record CategoryShare(string? Value, double Previous, double Current, double PreviousShare, double CurrentShare)
{
    /// <summary>
    /// Both sides over the same categories. A value that only one side lists has no rows on the other if that one lists all its values. Else it has at most
    /// as many as the least frequent listed one: it is counted so when that is a fall, and with the values not told apart when nothing need have changed.
    /// </summary>
    public static IReadOnlyList<CategoryShare> Align(ColumnStatistics previous, ColumnStatistics current)
    {
        var (before, now) = (new Side(previous), new Side(current));
        var shares = new List<CategoryShare>();
        foreach (var value in before.Known.Keys.Union(now.Known.Keys).Order(StringComparer.Ordinal))
        {
            if (before.CountOf(value, now) is not { } previousRows || now.CountOf(value, before) is not { } currentRows) continue;
            shares.Add(Of(value, previousRows, currentRows));
            before.Others -= previousRows;
            now.Others -= currentRows;
        }

        if (before.Others > 0 || now.Others > 0) shares.Add(Of(null, before.Others, now.Others));
        return shares;

        CategoryShare Of(string? value, double previousRows, double currentRows) =>
            new(value, previousRows, currentRows, previousRows / before.Rows, currentRows / now.Rows);
    }

    private sealed class Side
    {
        private readonly double atMost;

        public Side(ColumnStatistics statistics)
        {
            Rows = statistics.Count;
            Known = statistics.Top!.ToDictionary(top => top.Value, top => (double)top.Count, StringComparer.Ordinal);
            Unlisted = Math.Max(0, Rows - Known.Values.Sum());
            Others = Rows;
            atMost = Math.Min(Known.Values.Min(), Unlisted);
        }

        public double Rows { get; }

        public Dictionary<string, double> Known { get; }

        /// <summary>Rows of values that have not been told apart yet.</summary>
        public double Others { get; set; }

        private double Unlisted { get; set; }

        /// <summary>Rows of a value; null when it may be as frequent as on the other side.</summary>
        public double? CountOf(string value, Side other)
        {
            if (Known.TryGetValue(value, out var rows)) return rows;
            if (other.Known[value] / other.Rows * Rows <= atMost) return null;
            var guess = Math.Min(atMost, Unlisted);
            Unlisted -= guess;
            return guess;
        }
    }
}
