using System.Globalization;
using Slipway.XGBoost;

namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>The exported graph against XGBoost itself, on values that are missing, unseen, equal to thresholds, and extreme.</summary>
public sealed class OnnxGridTests
{
    private const int FewRows = 1000;
    private const int ManyRows = 6000;

    public static TheoryData<int, string> Configurations => [.. OnnxGrid.All.Index().Select(each => new TheoryDataRow<int, string>(each.Index, each.Item.ToString()))];

    [Theory]
    [MemberData(nameof(Configurations))]
    [Trait("Capability", "T6")]
    public void The_exported_graph_gives_what_XGBoost_gives(int index, string name)
    {
        OnnxGrid.All[index].ToString().ShouldBe(name);
        Measure(OnnxGrid.All[index], FewRows).ShouldBeLessThanOrEqualTo(OnnxGrid.Tolerance);
    }

    /// <summary>`make onnx-grid`: the same with more rows; a line for each configuration goes to the file that ONNX_GRID_REPORT names.</summary>
    [Fact(Explicit = true)]
    public void The_whole_grid_is_reported()
    {
        var report = Environment.GetEnvironmentVariable("ONNX_GRID_REPORT") ?? throw new InvalidOperationException("ONNX_GRID_REPORT names no file.");
        double worst = 0;
        foreach (var configuration in OnnxGrid.All)
        {
            var difference = Measure(configuration, ManyRows);
            worst = Math.Max(worst, difference);
            File.AppendAllText(report, string.Create(CultureInfo.InvariantCulture, $"{difference:0.0e+00}\t{XGBoostLibrary.Version}\t{configuration}\n"));
        }

        worst.ShouldBeLessThanOrEqualTo(OnnxGrid.Tolerance);
    }

    private static double Measure(GridConfiguration configuration, int rows)
    {
        var trained = TrainedGridModel.Train(configuration, rows);
        return GridGraph.Difference(GridGraph.Export(trained.Model), trained);
    }
}
