using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>Columns that came, went or changed their type; readers of the dataset should know.</summary>
internal static class SchemaComparison
{
    public static IEnumerable<Deviation> Of(VersionProfile previous, VersionProfile current, ComparisonRules rules)
    {
        var before = previous.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var now = current.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var gone in previous.Columns.Where(column => !now.ContainsKey(column.Name)))
            yield return Changed(gone, $"Column '{gone.Name}' is gone; the previous version has it as {gone.Type}", "Features and models that read it will fail on this version.");
        foreach (var column in current.Columns)
        {
            if (!before.TryGetValue(column.Name, out var old))
                yield return Changed(column, $"Column '{column.Name}' is new, of type {column.Type}; the previous version does not have it", "It has no history to compare with.");
            else if (old.Protection != column.Protection)
                yield return Changed(column, $"Column '{column.Name}' is {Words(column)}, {Words(old)} in the previous version", "Its values are not compared, and cannot be joined with older ones.");
            else if (Protections.NeedsKey(column) && previous.KeyId != current.KeyId)
                yield return Changed(column, $"The pseudonyms of column '{column.Name}' are of key {current.KeyId}, of {previous.KeyId} in the previous version", "They cannot be joined with older ones, nor with datasets of the other key: take new versions of those too, or put the key back.");
            else if (old.Type != column.Type)
                yield return Changed(column, $"Column '{column.Name}' is {column.Type}, {old.Type} in the previous version", "Its values are not compared; see whether its readers expect the new type.");
        }

        static string Words(Column column) => column.Protection is { } protection ? $"protected by {protection.Method}" : "not protected";

        Deviation Changed(Column column, string what, string remedy) => new(
            new ComparedValue { Check = "schemaChange", Column = column.Name, Value = 1, Limit = 0, Judged = true }, IsBeyond: true, rules.SchemaChange, what, remedy);
    }
}
