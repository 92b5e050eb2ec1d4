namespace Slipway.Features;

/// <summary>Gives output columns names that every engine takes and that differ by more than capital letters.</summary>
internal sealed class OutputNames
{
    private const int MaxLength = 120;

    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public string Take(string wanted)
    {
        // Brackets, '<' and blanks are refused in feature names by XGBoost and its tools.
        var name = string.Concat(wanted.Take(MaxLength).Select(c => char.IsLetterOrDigit(c) || c is '_' or '=' or '-' or '.' or '+' ? c : c == '\u001f' ? '|' : '_'));
        if (taken.Add(name)) return name;
        for (var suffix = 2; ; suffix++)
        {
            if (taken.Add($"{name}_{suffix}")) return $"{name}_{suffix}";
        }
    }
}
