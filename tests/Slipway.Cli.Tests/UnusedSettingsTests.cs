using System.Text.Json;
using Slipway.Contracts.Training;

namespace Slipway.Cli.Tests;

/// <summary>Hyperparameters that the learner does not read are found by booster, objective and tree method.</summary>
[Trait("Capability", "T1")]
public sealed class UnusedSettingsTests
{
    [Theory]
    [InlineData("""{"rate_drop":0.1}""", "rate_drop")]
    [InlineData("""{"rate_drop":0.1,"booster":"dart"}""", "")]
    [InlineData("""{"max_depth":4,"min_split_loss":1,"eta":0.3,"booster":"gblinear"}""", "max_depth,min_split_loss")]
    [InlineData("""{"max_bin":64,"tree_method":"exact"}""", "max_bin")]
    [InlineData("""{"max_bin":64}""", "")]
    [InlineData("""{"sampling_method":"uniform"}""", "sampling_method")]
    [InlineData("""{"sampling_method":"uniform","subsample":0.5}""", "")]
    [InlineData("""{"tweedie_variance_power":1.5,"objective":"reg:tweedie"}""", "", LearningTask.Regression)]
    [InlineData("""{"tweedie_variance_power":1.5,"scale_pos_weight":2}""", "scale_pos_weight,tweedie_variance_power", LearningTask.Regression)]
    [InlineData("""{"scale_pos_weight":2}""", "")]
    [InlineData("""{"ndcg_exp_gain":false}""", "", LearningTask.Ranking)]
    [InlineData("""{"ndcg_exp_gain":false}""", "ndcg_exp_gain")]
    [InlineData("{}", "")]
    public void Those_that_change_nothing_are_named(string hyperparameters, string unused, LearningTask task = LearningTask.Binary)
    {
        var found = UnusedSettings.Of(task, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(hyperparameters));
        string.Join(',', found.Select(each => each.Name)).ShouldBe(unused);
        found.ShouldAllBe(each => each.Why.Length > 0);
    }
}
