using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;
using Slipway.XGBoost.Model.Shap;

namespace Slipway.Trainer.Evaluation.Explanations;

/// <summary>Rows of a split, drawn evenly, with what each feature adds to each output.</summary>
/// <param name="Values">Features, row by row.</param>
/// <param name="Places">Place of each row in the split, from 1.</param>
/// <param name="Layout">Where features lie.</param>
/// <param name="Contributions">By row, output and feature.</param>
internal sealed record ExplainedRows(float[] Values, IReadOnlyList<long> Places, IReadOnlyList<FeatureLayout> Layout, double[][] Contributions)
{
    private const string Place = "__slipway_place";

    internal int Count => Places.Count;

    internal ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * (Values.Length / Count), Values.Length / Count);

    internal double Of(int row, int output, int feature) => Contributions[row][(output * Layout.Count) + feature];

    internal static ExplainedRows Read(PreparedData prepared, Split split, int wanted, TreeExplainer explainer, int threads, CancellationToken cancellationToken)
    {
        // Of all places those at which the share that was drawn reaches another whole row: as many as wanted, evenly.
        var all = prepared.Data.Rows(split);
        var drawn = Math.Min(wanted, all);
        var source = string.Create(CultureInfo.InvariantCulture, $"(SELECT * FROM (SELECT *, row_number() OVER () AS {Place} FROM {prepared.Target.Source(split)}) WHERE {Place} * {drawn} // {all} > ({Place} - 1) * {drawn} // {all})");
        var batches = FeatureRows.ReadLabelled(prepared.Data, source, prepared.Features, prepared.Target, cancellationToken);
        float[] values = [.. batches.SelectMany(batch => batch.Values.ToArray())];
        var count = batches.Sum(batch => batch.Labels.Length);
        var layout = FeatureLayout.Of(prepared.Features, prepared.Program);
        var contributions = new double[count][];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, row =>
            contributions[row] = ByFeature(explainer.Explain(values.AsSpan(row * explainer.Columns, explainer.Columns)), layout, explainer.Outputs, explainer.Columns));
        return new ExplainedRows(values, [.. Enumerable.Range(1, count).Select(row => ((row * all) + drawn - 1) / drawn)], layout, contributions);
    }

    // What columns of a feature add, they add together.
    private static double[] ByFeature(double[] columns, IReadOnlyList<FeatureLayout> layout, int outputs, int width)
    {
        var sums = new double[outputs * layout.Count];
        for (var output = 0; output < outputs; output++)
            for (var feature = 0; feature < layout.Count; feature++)
                for (var column = 0; column < layout[feature].Width; column++) sums[(output * layout.Count) + feature] += columns[(output * width) + layout[feature].First + column];
        return sums;
    }
}
