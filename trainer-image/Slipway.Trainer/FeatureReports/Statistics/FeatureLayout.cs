using Slipway.Features;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Where a feature lies in the matrix.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="First">Its first column.</param>
/// <param name="Width">Number of its columns.</param>
/// <param name="IsVector">Whether its columns are categories or buckets, and not one number.</param>
/// <param name="IsPersonal">Whether it reads a column that concerns a person, so that its values are not shown.</param>
internal sealed record FeatureLayout(string Name, int First, int Width, bool IsVector, bool IsPersonal)
{
    internal static IReadOnlyList<FeatureLayout> Of(FittedFeatures features, FeatureProgram program)
    {
        var personal = program.Inputs.Where(input => input.Sensitivity == Contracts.Data.Sensitivity.Personal).Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        var read = program.ColumnsOfFeatures;
        return
        [
            .. features.FeatureOfColumn.Index().GroupBy(column => column.Item, column => column.Index).Select(group => new FeatureLayout(
                group.Key, group.First(), group.Count(), group.Count() > 1 || features.OutputColumns[group.First()] != group.Key, read[group.Key].Any(personal.Contains))),
        ];
    }
}
