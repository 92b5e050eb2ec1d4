using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Features.Joins;

/// <summary>Fits joins to the datasets that they name, and collects every error of all of them.</summary>
public static class JoinChecker
{
    /// <summary>The joins with the columns that they add.</summary>
    /// <param name="dataset">The dataset whose rows are joined to.</param>
    /// <param name="joins">The joins, in order.</param>
    /// <param name="joined">The dataset of each, in the same order.</param>
    /// <exception cref="FeatureException">At least one join is wrong.</exception>
    public static IReadOnlyList<ResolvedJoin> Resolve(JoinSource dataset, IReadOnlyList<FeatureJoin> joins, IReadOnlyList<JoinSource> joined)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(joins);
        ArgumentNullException.ThrowIfNull(joined);
        var errors = new List<FeatureError>();
        // Names of columns in SQL do not tell capital from small letters.
        var taken = dataset.Columns.Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var resolved = new List<ResolvedJoin>();
        foreach (var (index, join) in joins.Index())
        {
            var check = new OneJoin(dataset, join, joined[index], message => errors.Add(new FeatureError("", 0, $"joins[{index}]: {message}")));
            check.Times();
            check.Entity();
            resolved.Add(new ResolvedJoin(join, joined[index], join.Window is { } window ? check.Aggregates(window, taken) : check.Columns(taken)));
        }

        return errors.Count == 0 ? resolved : throw new FeatureException(errors);
    }

    private sealed record OneJoin(JoinSource Dataset, FeatureJoin Join, JoinSource Other, Action<string> Report)
    {
        internal void Times()
        {
            if (Dataset.EventTime is null) Report($"Dataset '{Dataset.Name}' has no eventTime, so nobody can tell what was known at its rows; declare one.");
            if (Other.EventTime is null) Report($"Dataset '{Other.Name}' has no eventTime, so nobody can tell when its rows were known; declare one.");
            foreach (var (field, value, message) in WindowRules.Check(Join)) Report(value is null ? $"{field}: {message}" : $"{field}: '{value}': {message}");
            // A window ends before its row, so that no row is in its own.
            if (Join.Window is not null) return;
            if (Other.Name == Dataset.Name) Report($"Dataset '{Other.Name}' would be joined with itself, where each row finds itself; join a dataset derived from it.");
            if (Join.Ttl is { } ttl && ttl.Value <= TimeSpan.Zero) Report($"ttl is {ttl}; it has to be more than 0, or left out for any age.");
            if (Join.KnownAt is { } known && Other.Find(known)?.Type is not (ColumnType.Timestamp or ColumnType.Date))
                Report($"knownAt '{known}' is no Timestamp or Date column of Dataset '{Other.Name}'.");
        }

        internal void Entity()
        {
            foreach (var key in Join.Keys)
            {
                var references = key.References ?? key.Column;
                if (Dataset.Find(key.Column) is not { } mine) Report($"keys: Dataset '{Dataset.Name}' has no column '{key.Column}'.");
                else if (Other.Find(references) is not { } theirs) Report($"keys: Dataset '{Other.Name}' has no column '{references}'; name it with references.");
                else if (mine.Type != theirs.Type) Report($"keys: '{key.Column}' is {mine.Type} and '{references}' of Dataset '{Other.Name}' is {theirs.Type}; they have to be of one type.");
            }

            if (Join.Window is not null) return;
            var unique = Join.Keys.Select(key => key.References ?? key.Column).Append(Other.EventTime).Append(Join.KnownAt).OfType<string>().ToHashSet();
            if (Other.EventTime is not null && !unique.SetEquals(Other.Key ?? []))
            {
                Report($"Dataset '{Other.Name}' has the key [{string.Join(", ", Other.Key ?? [])}]; it has to be [{string.Join(", ", unique)}], "
                    + "so that each entity has one row for a moment and the newest one is always the same.");
            }
        }

        internal List<JoinedColumn> Columns(HashSet<string> taken)
        {
            var reserved = Join.Keys.Select(key => key.References ?? key.Column).Append(Other.EventTime).Append(Join.KnownAt).ToHashSet();
            var names = Join.Columns ?? [.. Other.Columns.Select(column => column.Name).Where(name => !reserved.Contains(name) && name != Other.Label)];
            if (names.Count == 0) Report($"Dataset '{Other.Name}' has no column beside its key that could be joined.");
            var columns = new List<JoinedColumn>();
            foreach (var name in names)
            {
                if (Other.Find(name) is not { } column)
                {
                    Report($"columns: Dataset '{Other.Name}' has no column '{name}'.");
                    continue;
                }

                if (name == Other.Label && Join.KnownAt is null)
                    Report($"columns: '{name}' is the label of Dataset '{Other.Name}', which is known only after its event; leave it out, or say with knownAt when it was known.");
                columns.Add(new JoinedColumn(name, column with { Name = Alias("columns", name, taken), Nullable = true }));
            }

            return columns;
        }

        internal List<JoinedColumn> Aggregates(JoinWindow window, HashSet<string> taken)
        {
            foreach (var (index, aggregate) in window.Aggregates.Index().Where(each => each.Item.Column is not null))
            {
                var at = $"window.aggregates[{index}]";
                if (Other.Find(aggregate.Column!) is not { } column) Report($"{at}: Dataset '{Other.Name}' has no column '{aggregate.Column}'.");
                else if (column.Type is not (ColumnType.Int64 or ColumnType.Float64 or ColumnType.Boolean)) Report($"{at}: '{aggregate.Column}' is {column.Type}; aggregates are of Int64, Float64 and Boolean columns.");
                else if (aggregate.Column == Other.Label) Report($"{at}: '{aggregate.Column}' is the label of Dataset '{Other.Name}', which is known only after its event; aggregate another column.");
            }

            return
            [
                .. window.Aggregates.Index().Select(each => new JoinedColumn(each.Item.Name, new Column
                {
                    Name = Alias($"window.aggregates[{each.Index}]", each.Item.Name, taken), Type = each.Item.Function == WindowFunction.Count ? ColumnType.Int64 : ColumnType.Float64, Nullable = true,
                }) { Aggregate = each.Item }),
            ];
        }

        private string Alias(string field, string name, HashSet<string> taken)
        {
            var alias = Join.Prefix + name;
            if (!taken.Add(alias)) Report($"{field}: there is a column '{alias}' already (capital and small letters count as the same); set a prefix.");
            return alias;
        }
    }
}
