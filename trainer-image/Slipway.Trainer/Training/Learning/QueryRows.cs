namespace Slipway.Trainer.Training.Learning;

/// <summary>Rows of one query: they follow each other.</summary>
/// <param name="First">Place of the first.</param>
/// <param name="Count">How many, at least 1.</param>
internal readonly record struct QueryRows(int First, int Count)
{
    /// <summary>The queries of rows, from a number for each row.</summary>
    internal static IReadOnlyList<QueryRows> Of(ReadOnlySpan<float> numbers)
    {
        var queries = new List<QueryRows>();
        for (int first = 0, row = 1; row <= numbers.Length; row++)
        {
            if (row < numbers.Length && numbers[row] == numbers[first]) continue;
            queries.Add(new QueryRows(first, row - first));
            first = row;
        }

        return queries;
    }
}
