using Slipway.XGBoost;
using Slipway.XGBoost.Native;

namespace Slipway.Engines.Tests.XGBoost;

public sealed class XGBoostLibraryTests
{
    [Fact]
    public void The_installed_library_is_one_of_those_supported()
    {
        XGBoostLibrary.Version.ShouldBeGreaterThanOrEqualTo(new Version(1, 7));
        XGBoostLibrary.HasDeviceParameter.ShouldBe(XGBoostLibrary.Version.Major >= 2);
    }

    [Theory]
    [InlineData("[12:00:01] ../src/learner.cc:10: Check failed: a == b : wrong\nStack trace:\n [bt] 0", "Check failed: a == b : wrong")]
    [InlineData("[12:00:01] ./include/param.h:10: Invalid Parameter", "Invalid Parameter")]
    [InlineData("plain: words", "plain: words")]
    public void Messages_lose_time_place_and_stack(string text, string expected) => NativeCall.Shorten(text).ShouldBe(expected);

    [Fact]
    public void An_evaluation_that_diverged_is_read_as_such()
    {
        var metrics = EvaluationLine.Parse("[3]\ta-b-rmse:nan\ta-mlogloss:inf\ta-auc:0.5", ["a", "a-b"]);
        metrics.ShouldBe([new("a-b", "rmse", double.NaN), new("a", "mlogloss", double.PositiveInfinity), new("a", "auc", 0.5)]);
    }
}
