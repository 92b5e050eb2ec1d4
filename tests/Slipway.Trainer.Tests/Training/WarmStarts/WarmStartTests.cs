using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.XGBoost;

namespace Slipway.Trainer.Tests.Training.WarmStarts;

/// <summary>A version that begins from the trees of another.</summary>
[Trait("Capability", "T8")]
public sealed class WarmStartTests : IDisposable
{
    private readonly TrainRuns runs = new();
    private readonly TestDataset dataset = new(TestDataset.Shop, TestDataset.ShopColumns, 2_000);

    [Fact]
    public async Task Rounds_are_added_to_the_parent_and_the_chain_is_on_record()
    {
        var parent = await ParentAsync();
        var child = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":7,"max_depth":4}""", "child") with { Version = "v2", WarmStart = parent };

        var result = await runs.RunAsync(child);

        result.Error.ShouldBeNull(runs.Output.ToString());
        result.Train!.Booster!.Rounds.ShouldBe(27);
        result.Train.Parity!.MaxDifference.ShouldBeLessThanOrEqualTo(1e-5);
        TrainRuns.Manifest(child).Provenance.Parents.ShouldBe(parent.Parents);
        // The curve begins with what the parent gives on the new data.
        TrainRuns.Evaluation(child).Curve!.Select(point => point.Round).Distinct().ShouldBe(Enumerable.Range(19, 8));

        // Without sampling, twenty and then seven rounds are twenty-seven.
        var whole = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":27,"max_depth":4}""", "whole") with { Version = "v2" });
        Trees(result.Train.Booster.Uri).ShouldBe(Trees(whole.Train!.Booster!.Uri));
    }

    [Fact]
    public async Task Newer_data_is_learned_on_the_statistics_that_the_trees_were_grown_on()
    {
        var parent = await ParentAsync();
        // Without FR in the train split a fit anew would give other columns.
        using var newer = new TestDataset($"SELECT * FROM ({TestDataset.Shop}) WHERE country <> 'FR'", TestDataset.ShopColumns, 1_500, manifest => manifest with { Digest = "sha256:" + new string('b', 64) });
        var child = runs.Spec(newer, "clicked", LearningTask.Binary, """{"n_estimators":5,"max_depth":4}""", "child") with { Version = "v2", WarmStart = parent };

        var result = await runs.RunAsync(child);

        result.Error.ShouldBeNull(runs.Output.ToString());
        result.Train!.Booster!.Rounds.ShouldBe(25);
        (await File.ReadAllTextAsync(TrainRuns.FileOf(child, "features.json"), TestContext.Current.CancellationToken))
            .ShouldBe(await File.ReadAllTextAsync(Path.Combine(runs.Folder, "parent", "features.json"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("features", "features: the feature definition of version v1")]
    [InlineData("objective", "hyperparameters.objective: the objective of version v1")]
    [InlineData("booster", "hyperparameters.booster: the booster of version v1, which the model is to begin from, is gbtree, and dart is wanted now")]
    [InlineData("classes", "label: the list of classes of version v1")]
    [InlineData("file", "by which version v1 names it")]
    [InlineData("statistics", "is not the file that the trees of version v1 were grown on")]
    public async Task What_does_not_fit_the_parent_is_refused(string difference, string message)
    {
        var parent = await ParentAsync();
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":5}""", "child") with { WarmStart = parent };
        spec = difference switch
        {
            "features" => spec with { Features = [.. TrainRuns.ShopFeatures, new() { Name = "more", Expr = "price * 2" }] },
            "objective" => runs.Spec(dataset, "spent", LearningTask.Regression, """{"n_estimators":5}""", "child") with { WarmStart = parent },
            "booster" => runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":5,"booster":"dart"}""", "child") with { WarmStart = parent },
            "classes" => runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":5}""", "child") with { WarmStart = parent, PositiveClass = "false" },
            _ => spec,
        };
        if (difference == "file") await File.AppendAllTextAsync(Path.Combine(runs.Folder, "parent", "model.ubj"), " ", TestContext.Current.CancellationToken);
        if (difference == "statistics") await File.AppendAllTextAsync(Path.Combine(runs.Folder, "parent", "features.json"), " ", TestContext.Current.CancellationToken);

        var result = await runs.RunAsync(spec);

        runs.ExitCode.ShouldBe(StepExitCode.Invalid);
        result.Error!.Reason.ShouldBe("WarmStartRefused");
        result.Error.Message.ShouldContain(message);
        result.Error.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Early_stopping_may_find_that_the_parent_is_best()
    {
        var parent = await ParentAsync("""{"n_estimators":200,"max_depth":3,"eta":0.05,"early_stopping_rounds":10}""");
        var child = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":200,"max_depth":8,"eta":1,"early_stopping_rounds":5}""", "child") with { Version = "v2", WarmStart = parent };

        var result = await runs.RunAsync(child);

        result.Error.ShouldBeNull(runs.Output.ToString());
        var best = TrainRuns.Evaluation(child).Curve!.Where(point => point.Split == Split.Validation).MinBy(point => point.Value)!;
        result.Train!.Booster!.Rounds.ShouldBe(best.Round + 1);
        best.Round.ShouldBeGreaterThanOrEqualTo(parent.Booster.Rounds - 1);
    }

    public void Dispose()
    {
        dataset.Dispose();
        runs.Dispose();
    }

    private async Task<WarmStart> ParentAsync(string hyperparameters = """{"n_estimators":20,"max_depth":4}""")
    {
        var result = await runs.RunAsync(runs.Spec(dataset, "clicked", LearningTask.Binary, hyperparameters, "parent"));
        result.Error.ShouldBeNull(runs.Output.ToString());
        var booster = result.Train!.Booster!;
        return new WarmStart { Version = "v1", Booster = booster, Parents = [new ModelParent("v1", booster.Digest, dataset.Pin.Name, dataset.Pin.Digest)] };
    }

    // What was trained how often is part of the file's parameters, so the trees themselves are compared.
    private static string Trees(string uri)
    {
        using var booster = new Booster([]);
        booster.LoadModel(File.ReadAllBytes(Slipway.Storage.ObjectUri.Parse(uri).LocalPath));
        using var model = System.Text.Json.JsonDocument.Parse(booster.SaveModel());
        return model.RootElement.GetProperty("learner").GetProperty("gradient_booster").GetProperty("model").GetProperty("trees").GetRawText();
    }
}
