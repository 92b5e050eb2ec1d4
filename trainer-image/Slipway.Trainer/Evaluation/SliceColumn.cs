using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Evaluation;

/// <summary>A column whose values part the test rows into slices.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Column">Column of the dataset.</param>
/// <param name="Values">Values of interest; null is whatever is found, the most frequent first.</param>
internal sealed record SliceColumn(string Name, string Column, IReadOnlyList<string>? Values)
{
    internal string Sql => $"CAST({SqlText.Identifier(Column)} AS VARCHAR)";

    /// <summary>Slices of the dataset and of the job, each once.</summary>
    internal static IReadOnlyList<SliceColumn> Declared(DatasetManifest manifest, EvaluationPolicy policy)
    {
        var slices = (manifest.Slices ?? []).Concat(policy.Slices ?? []).ToArray();
        if (slices.FirstOrDefault(slice => manifest.Columns.All(column => column.Name != slice.Column)) is { } unknown)
            throw StepException.Invalid(
                "UnknownSliceColumn",
                $"Slice '{unknown.Name ?? unknown.Column}' is by column '{unknown.Column}', which dataset '{manifest.Name}' does not have.",
                $"Its columns are {string.Join(", ", manifest.Columns.Select(column => column.Name))}.");
        return [.. slices.Select(slice => new SliceColumn(slice.Name ?? slice.Column, slice.Column, slice.Values)).DistinctBy(slice => slice.Name)];
    }
}
