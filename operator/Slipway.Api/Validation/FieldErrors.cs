namespace Slipway.Api.Validation;

/// <summary>Collects what is wrong with one manifest.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> errors = [];

    public IReadOnlyList<FieldError> All => errors;

    public void Add(string field, string? value, string message) => errors.Add(new FieldError(field, value, message));

    public void AddIf(bool wrong, string field, object? value, string message)
    {
        if (wrong) Add(field, value is null ? null : FormattableString.Invariant($"{value}"), message);
    }

    /// <summary>Each name may occur once.</summary>
    public void Unique(string field, IEnumerable<string> names, string what)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, name) in names.Index())
        {
            if (!seen.TryAdd(name, index)) Add($"{field}[{index}]", name, $"the {what} is already at {field}[{seen[name]}]; rename or remove one of the two");
        }
    }

    /// <summary>The name must be one of those that are known.</summary>
    public void Known(string field, string? name, IReadOnlyCollection<string> known, string what)
    {
        if (name is null || known.Contains(name)) return;
        Add(field, name, $"there is no such {what}; {NearestName.Hint(name, known)}");
    }
}
