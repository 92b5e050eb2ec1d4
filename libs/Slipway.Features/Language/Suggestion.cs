namespace Slipway.Features.Language;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Suggestion
{
    /// <summary>A remedy such as <c>did you mean 'price'?</c>, or the names to choose from when none is near.</summary>
    public static string For(string wanted, IEnumerable<string> known, string kind)
    {
        var names = known.ToList();
        var nearest = names.Select(name => (name, distance: Distance(wanted.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.name, StringComparer.Ordinal).FirstOrDefault();
        if (nearest.name is not null && nearest.distance <= Math.Max(1, wanted.Length / 3)) return $"did you mean '{nearest.name}'?";
        if (names.Count == 0) return $"there is no {kind} to choose from.";
        var shown = names.Order(StringComparer.Ordinal).Take(20).ToList();
        return $"known: {string.Join(", ", shown)}{(names.Count > shown.Count ? ", ..." : ".")}";
    }

    /// <summary>Edits (insert, delete, replace, swap of neighbours) between two words.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
