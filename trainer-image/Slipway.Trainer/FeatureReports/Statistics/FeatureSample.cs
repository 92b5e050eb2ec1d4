using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Features;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Rows of one split, drawn evenly, column by column; NaN is missing.</summary>
/// <param name="Split">The split.</param>
/// <param name="Rows">Rows of the whole split.</param>
/// <param name="Columns">Values of each column of the matrix.</param>
/// <param name="Labels">Class index or number of each row.</param>
internal sealed record FeatureSample(Split Split, long Rows, float[][] Columns, float[] Labels)
{
    private const int MostRows = 20_000;
    private const int MostValues = 10_000_000;
    private const string Position = "__slipway_place";

    internal int Count => Labels.Length;

    internal static FeatureSample Read(TrainingData data, Split split, FittedFeatures features, Target target, CancellationToken cancellationToken)
    {
        var (rows, width) = (data.Rows(split), features.OutputColumns.Count);
        var most = Math.Clamp(MostValues / width, 1000, MostRows);
        var every = (rows + most - 1) / most;
        var source = every <= 1 ? target.Source(split) : string.Create(CultureInfo.InvariantCulture,
            $"(SELECT * FROM (SELECT *, row_number() OVER () AS {Position} FROM {target.Source(split)}) WHERE {Position} % {every} = 0)");
        var batches = FeatureRows.ReadLabelled(data, source, features, target, cancellationToken);
        var columns = Enumerable.Range(0, width).Select(_ => new float[batches.Sum(batch => batch.Labels.Length)]).ToArray();
        var labels = new float[columns[0].Length];
        var at = 0;
        foreach (var batch in batches)
        {
            batch.Labels.CopyTo(labels.AsMemory(at));
            var values = batch.Values.Span;
            for (var row = 0; row < batch.Labels.Length; row++)
                for (var column = 0; column < width; column++) columns[column][at + row] = values[(row * width) + column];
            at += batch.Labels.Length;
        }

        return new FeatureSample(split, rows, columns, labels);
    }
}
