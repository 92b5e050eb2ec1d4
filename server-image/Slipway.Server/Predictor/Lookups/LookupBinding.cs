using Slipway.Contracts.Models;
using Slipway.Lookups;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>A lookup file fitted to what a model looks up in it.</summary>
/// <param name="File">The file.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Columns">For each input that is filled, the position of its column in the file.</param>
internal sealed record LookupBinding(LookupFile File, string Digest, int[] Columns)
{
    /// <summary>Fits a file to a lookup.</summary>
    /// <exception cref="InvalidDataException">The file is of another dataset or entity, or lacks a column.</exception>
    public static LookupBinding Of(ModelLookup lookup, LookupFile file, string digest)
    {
        var held = file.Description;
        var wanted = lookup.Entity.Select(key => key.Column).ToList();
        if (held.Dataset != lookup.Dataset) throw new InvalidDataException($"the file is of Dataset '{held.Dataset}', the model looks in '{lookup.Dataset}'");
        if (!held.Entity.Select(column => column.Name).SequenceEqual(wanted))
            throw new InvalidDataException($"the file is keyed by [{string.Join(", ", held.Entity.Select(column => column.Name))}], the model looks for [{string.Join(", ", wanted)}]");
        foreach (var (key, column) in lookup.Entity.Zip(held.Entity))
        {
            if (key.Type != column.Type) throw new InvalidDataException($"column '{column.Name}' is {column.Type} in the file and was {key.Type} in training");
        }

        return new LookupBinding(file, digest, [.. lookup.Inputs.Select(input => Position(held, input))]);
    }

    private static int Position(LookupDescription held, LookupInput input)
    {
        for (var column = 0; column < held.Columns.Count; column++)
            if (held.Columns[column].Name == input.Column) return column;
        throw new InvalidDataException(
            $"the file has no column '{input.Column}'; it has {string.Join(", ", held.Columns.Select(column => column.Name))}. Put it into spec.lookup.columns of Dataset '{held.Dataset}'");
    }
}
