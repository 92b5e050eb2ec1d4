using Slipway.Contracts.Models;
using Slipway.Features;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Training.Export;

/// <summary>What a server has to look up, so that a request need not carry joined columns.</summary>
internal static class ServedJoins
{
    /// <summary>A lookup for each join that the model reads columns of.</summary>
    internal static IReadOnlyList<ModelLookup>? Of(IReadOnlyList<JoinedDataset> joins, FeatureProgram program, string place)
    {
        var read = program.Inputs.Select(column => column.Name).ToHashSet();
        // Predictors look up files of their own namespace; what is granted from another one, requests carry.
        var lookups = joins.Where(joined => joined.Dataset.Manifest.Namespace == place).Select(joined => joined.Join).Select(join => new ModelLookup
        {
            Dataset = join.Source.Name,
            Entity = [.. join.Definition.On.Zip(join.Entity, (key, column) => new LookupKey { Input = key.Column, Column = column, Type = join.Source.Columns.First(each => each.Name == column).Type })],
            Inputs = [.. join.Columns.Where(column => read.Contains(column.Column.Name)).Select(column => new LookupInput { Input = column.Column.Name, Column = column.Name })],
            Ttl = join.Definition.Ttl,
        }).Where(lookup => lookup.Inputs.Count > 0).ToList();
        return lookups.Count == 0 ? null : lookups;
    }
}
