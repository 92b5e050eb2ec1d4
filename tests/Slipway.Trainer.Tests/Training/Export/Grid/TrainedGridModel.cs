using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>A model of a configuration with what XGBoost itself predicts.</summary>
internal sealed class TrainedGridModel
{
    private TrainedGridModel(byte[] json, XGBoostModel model, float[] rows, Prediction margins, Prediction values) =>
        (Json, Model, Rows, Margins, Values) = (json, model, rows, margins, values);

    /// <summary>The model as XGBoost saved it, rounds after the best included.</summary>
    internal byte[] Json { get; }

    internal XGBoostModel Model { get; }

    /// <summary>Training rows and probes.</summary>
    internal float[] Rows { get; }

    internal Prediction Margins { get; }

    internal Prediction Values { get; }

    internal static TrainedGridModel Train(GridConfiguration configuration, int rows)
    {
        var (values, signal) = GridRows.Make(configuration, rows);
        using var train = Matrix(configuration, values);
        Label(train, configuration, GridRows.Labels(configuration, signal));
        using var booster = new Booster(Settings(configuration), train);
        for (var round = 0; round < configuration.Rounds; round++) booster.Update(train, round);

        var json = booster.SaveModel();
        var model = XGBoostModel.Read(json, configuration.Used);
        float[] all = [.. values, .. GridRows.Probes(configuration, model, values)];
        using var matrix = Matrix(configuration, all);
        return new TrainedGridModel(
            json, model, all, booster.Predict(matrix, PredictionKind.Margin, configuration.Used), booster.Predict(matrix, PredictionKind.Value, configuration.Used));
    }

    private static DMatrix Matrix(GridConfiguration configuration, float[] values)
    {
        var matrix = DMatrix.FromDense(values, GridRows.Columns, threads: 2);
        if (configuration.Categorical) matrix.SetFeatureTypes(["c", "c", "q", "q", "q", "q"]);
        return matrix;
    }

    private static void Label(DMatrix train, GridConfiguration configuration, float[] labels)
    {
        if (configuration.Targets > 1) train.SetLabels(labels, configuration.Targets);
        else train.SetLabels(labels);
        if (configuration.Objective.StartsWith("rank:", StringComparison.Ordinal)) train.SetGroups([.. Enumerable.Repeat((uint)GridRows.RowsPerQuery, labels.Length / GridRows.RowsPerQuery)]);
        if (configuration.Objective == "survival:aft") train.SetLabelBounds(labels, [.. labels.Select((label, row) => row % 4 == 0 ? float.PositiveInfinity : label)]);
    }

    private static Dictionary<string, string> Settings(GridConfiguration configuration)
    {
        var settings = new Dictionary<string, string>
        {
            ["objective"] = configuration.Objective, ["tree_method"] = "hist", ["nthread"] = "2", ["seed"] = "3", ["verbosity"] = "0",
        };
        foreach (var pair in configuration.Parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries)) settings[pair.Split('=')[0]] = pair.Split('=')[1];
        return settings;
    }
}
