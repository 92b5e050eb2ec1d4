using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Training.Export;

/// <summary>What a server has to look up or compute from events, so that a request need not carry joined columns.</summary>
internal static class ServedJoins
{
    /// <summary>A lookup for each join of newest rows that the model reads columns of.</summary>
    internal static IReadOnlyList<ModelLookup>? Lookups(IReadOnlyList<JoinedDataset> joins, FeatureProgram program, string place) => Some(Served(joins, place).Where(join => join.Definition.Window is null).Select(join => new ModelLookup
    {
        Dataset = join.Source.Name,
        Entity = Entity(join),
        Inputs = [.. Read(join, program).Select(column => new LookupInput { Input = column.Column.Name, Column = column.Name })],
        Ttl = join.Definition.Ttl,
    }).Where(lookup => lookup.Inputs.Count > 0));

    /// <summary>A window for each join of aggregates that the model reads.</summary>
    internal static IReadOnlyList<ModelWindow>? Windows(IReadOnlyList<JoinedDataset> joins, FeatureProgram program, string place) =>
        Some(Served(joins, place).Where(join => join.Definition.Window is not null).Select(join => Of(join, join.Definition.Window!, program)).Where(window => window.Inputs.Count > 0));

    // Predictors look up files and count events of their own namespace; what is granted from another one, requests carry.
    private static IEnumerable<ResolvedJoin> Served(IReadOnlyList<JoinedDataset> joins, string place) => joins.Where(joined => joined.Dataset.Manifest.Namespace == place).Select(joined => joined.Join);

    private static ModelWindow Of(ResolvedJoin join, JoinWindow window, FeatureProgram program) => new()
    {
        Dataset = join.Source.Name,
        Entity = Entity(join),
        EventTime = join.Source.EventTime!,
        Length = window.Length,
        Slide = window.Slide,
        Lateness = window.Lateness,
        Inputs = [.. Read(join, program).Select(column => new WindowInput { Input = column.Column.Name, Function = column.Aggregate!.Function, Column = column.Aggregate.Column })],
    };

    private static List<LookupKey> Entity(ResolvedJoin join) =>
        [.. join.Definition.Keys.Zip(join.Entity, (key, column) => new LookupKey { Input = key.Column, Column = column, Type = join.Source.Columns.First(each => each.Name == column).Type })];

    private static IEnumerable<JoinedColumn> Read(ResolvedJoin join, FeatureProgram program)
    {
        var read = program.Inputs.Select(column => column.Name).ToHashSet();
        return join.Columns.Where(column => read.Contains(column.Column.Name));
    }

    private static List<T>? Some<T>(IEnumerable<T> served) => served.ToList() is { Count: > 0 } some ? some : null;
}
