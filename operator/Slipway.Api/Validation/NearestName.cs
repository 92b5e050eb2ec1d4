namespace Slipway.Api.Validation;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
public static class NearestName
{
    /// <summary>The known name that is closest, when it is close enough to be meant; else null.</summary>
    public static string? Of(string name, IEnumerable<string> known) =>
        known.Select(candidate => (Candidate: candidate, Distance: Distance(name, candidate)))
            .Where(pair => pair.Distance <= Math.Max(1, Math.Min(name.Length, pair.Candidate.Length) / 3) || IsBeginning(name, pair.Candidate))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .Select(pair => pair.Candidate).FirstOrDefault();

    /// <summary>A hint for a message: <c>did you mean 'price'?</c>, or the names that there are.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        if (Of(name, known) is { } nearest) return $"did you mean '{nearest}'?";
        return known.Count == 0 ? "there are none" : $"there are: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", ..." : "")}";
    }

    private static bool IsBeginning(string name, string candidate) =>
        name.Length >= 3 && candidate.Length >= 3
        && (candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(candidate, StringComparison.OrdinalIgnoreCase));

    // Edits needed to turn one into the other, without regard to case.
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
