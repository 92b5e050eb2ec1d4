using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.FeatureReports;

/// <summary>Trains on made-up rows and reads the report on their features.</summary>
internal sealed class ReportRuns : IDisposable
{
    private readonly List<TestDataset> datasets = [];

    internal TrainRuns Runs { get; } = new();

    internal TestDataset Data(string select, IReadOnlyList<Column> columns, long rows, Func<DatasetManifest, DatasetManifest>? edit = null)
    {
        var dataset = new TestDataset(select, columns, rows, edit);
        datasets.Add(dataset);
        return dataset;
    }

    internal TrainSpec Spec(TestDataset dataset, string label, IReadOnlyList<Feature> features, string output = "out", LearningTask task = LearningTask.Binary) =>
        Runs.Spec(dataset, label, task, """{"n_estimators":10,"max_depth":3}""", output) with { Features = features };

    internal async Task<(FeatureReport Report, StepResult Result)> RunAsync(TrainSpec spec)
    {
        var result = await Runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull(Runs.Output.ToString());
        return (Report(spec), result);
    }

    internal static FeatureReport Report(TrainSpec spec) => JsonSerializer.Deserialize(File.ReadAllBytes(TrainRuns.FileOf(spec, "feature-report.json")), ContractsJson.Default.FeatureReport)!;

    internal static Column Of(string name, ColumnType type, bool nullable = false) => new() { Name = name, Type = type, Nullable = nullable };

    public void Dispose()
    {
        foreach (var dataset in datasets) dataset.Dispose();
        Runs.Dispose();
    }
}
