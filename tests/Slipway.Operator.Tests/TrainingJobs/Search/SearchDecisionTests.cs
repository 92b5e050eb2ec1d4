using System.Text.Json;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Search;

namespace Slipway.Operator.Tests.TrainingJobs.Search;

[Trait("Capability", "T11")]
public sealed class SearchDecisionTests
{
    private static readonly SearchParameter Eta = Searches.Double("eta", 0.01, 1, distribution: ParameterDistribution.LogUniform);

    [Fact]
    public void Trials_are_on_record_before_their_pods_and_never_more_at_once_than_wished()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 7, ParallelTrialCount = 3 }, Worth);
        scene.Scene.Step();
        scene.Scene.Step().Children.ShouldBeEmpty();
        scene.Search.Trials!.Select(trial => (trial.Trial, trial.State)).ShouldBe([(1, TrialState.Running), (2, TrialState.Running), (3, TrialState.Running)]);
        scene.Settle().Running.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1-t1", "click-model-v1-t2", "click-model-v1-t3"]);

        scene.End(scene.Running[1]);
        scene.Settle().Running.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1-t1", "click-model-v1-t3", "click-model-v1-t4"]);
        scene.Search.Trials![1].Values.ShouldBe([Worth(scene.Specs[1])[0]]);
        scene.Scene.Ready.Reason.ShouldBe("Searching");
        scene.Scene.Ready.Message!.ShouldStartWith("run click-model-v1 searches for hyperparameters: 4 trials: 3 running, 1 succeeded; best roc_auc");
        while (scene.Running.Count > 0)
        {
            scene.Running.Count.ShouldBeLessThanOrEqualTo(3);
            scene.End(scene.Running[^1]);
            scene.Settle();
        }

        scene.Search.Reason.ShouldBe("MaxTrialsReached");
        scene.Specs.Select(spec => spec.Trial).ShouldBe(Enumerable.Range(1, 7), "a number is given out once");
    }

    [Fact, Trait("Capability", "M1")]
    public void The_model_is_trained_with_the_best_trial_and_its_record_tells_of_the_search()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 5 }, Worth).RunToTheEnd();
        var best = scene.Search.Trials!.MaxBy(trial => trial.Values![0])!;
        var spec = JsonSerializer.Deserialize(scene.Scene.World.Children.ConfigMap("click-model-v1")!.Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
        spec.Hyperparameters!["eta"].GetDouble().ShouldBe(best.Parameters["eta"].GetDouble());
        spec.Hyperparameters["num_boost_round"].GetInt32().ShouldBe(64);
        scene.Scene.Ends(Samples.Trained());

        var record = scene.Scene.World.Versions.ShouldHaveSingleItem().Spec.Provenance!.Search!;
        record.Trials.ShouldBe(5);
        record.Budget.ShouldBe(new TrialBudget(64, 900));
        record.BestTrial.ShouldBe(best.Trial);
        record.Objectives.ShouldHaveSingleItem().ShouldBe(new ObjectiveValue("roc_auc", best.Values![0]));
        scene.Search.Trials!.ShouldAllBe(trial => trial.Rounds == 64, "every trial had the same budget");
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1"], "finished trials leave nothing behind");
    }

    [Fact]
    public void A_trial_is_told_of_the_train_and_validation_rows_and_of_nothing_that_is_held_back()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta), Worth).Settle();
        var spec = scene.Specs[0];
        spec.Metrics.ShouldBe(["roc_auc"]);
        spec.Rounds.ShouldBe(64);
        (spec.Train.Gates, spec.Train.EvaluationSets, spec.Train.Champion, spec.Train.PreviousFeatures).ShouldBe((null, null, null, null));
        spec.Train.Dataset.Digest.ShouldBe(Samples.Digest('d'));
        spec.Output.ShouldBe("s3://store/models/shop/clicks/v1/click-model-v1/trials/1/rung-0");
    }

    [Fact]
    public void With_halving_the_best_quarter_goes_on_from_where_it_was_and_only_whole_trials_are_compared()
    {
        var search = Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 16, ParallelTrialCount = 2, EarlyStopping = new TrialEarlyStopping() };
        var scene = new SearchScene(search, Worth).RunToTheEnd();
        // Whoever was the best when it was looked at has gone on, so that a few more do than one in sixteen.
        scene.Search.Succeeded.ShouldBeInRange(1, 3);
        scene.Search.EarlyStopped.ShouldBe(16 - scene.Search.Succeeded);
        var whole = scene.Search.Trials!.Where(trial => trial.State == TrialState.Succeeded).MaxBy(trial => trial.Values![0])!;
        whole.Rounds.ShouldBe(64);
        whole.Reported!.Count.ShouldBe(3);
        scene.Search.BestTrial.ShouldBe(whole.Trial);

        var parts = scene.Specs.Where(spec => spec.Trial == whole.Trial).ToList();
        parts.Select(part => part.Rounds).ShouldBe([4, 16, 64]);
        parts.Select(part => part.Checkpoint).ShouldBe([true, true, false]);
        parts[0].Resume.ShouldBeNull();
        parts[1].Resume.ShouldBe(new TrialCheckpoint($"{parts[0].Output}/checkpoint.bin", Samples.Digest('e'), 4));
        parts[2].Resume!.Uri.ShouldBe($"{parts[1].Output}/checkpoint.bin");
        scene.Specs.Sum(spec => spec.Rounds - (spec.Resume?.Rounds ?? 0)).ShouldBeLessThan(16 * 64 / 3, "a search with halving costs a fraction of one without");
    }

    [Fact]
    public void With_few_trials_halving_still_ends_with_one_that_had_all_its_rounds()
    {
        var search = Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 2, EarlyStopping = new TrialEarlyStopping() };
        var scene = new SearchScene(search, Worth).RunToTheEnd();
        scene.Search.Trials!.Single(trial => trial.State == TrialState.Succeeded).Rounds.ShouldBe(64);
        scene.Run.Search!.BestRounds.ShouldBe(64);
    }

    [Fact]
    public void A_trial_is_given_the_medians_of_those_that_were_complete_when_it_began()
    {
        var search = Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 5, ParallelTrialCount = 1, EarlyStopping = new TrialEarlyStopping { Algorithm = EarlyStoppingAlgorithm.MedianStop, Interval = 16 } };
        var scene = new SearchScene(search, Worth).RunToTheEnd();
        scene.Specs.Select(spec => spec.Stops?.Count).ShouldBe([null, null, null, 3, 3]);
        scene.Specs[3].ReportAt.ShouldBe([16, 32, 48]);
        scene.Specs[3].Stops![0].Value.ShouldBe(scene.Specs.Take(3).Select(spec => Worth(spec)[0]).Order().ElementAt(1), 1e-6);

        var stopped = new SearchScene(search, Worth).Settle();
        var result = stopped.Result(stopped.Specs[0]);
        stopped.End(stopped.Running[0], result with { Trial = result.Trial! with { StoppedEarly = true, Rounds = 16, Reported = [0.4] } });
        stopped.Settle().Search.Trials![0].State.ShouldBe(TrialState.EarlyStopped);
    }

    [Fact]
    public void Of_several_objectives_the_front_is_told_and_the_first_objective_chooses()
    {
        // The larger eta is, the better and the bigger; above 0.5 only bigger.
        var search = Searches.Of(SearchAlgorithm.Grid, Searches.Double("eta", 0.1, 0.9, 0.2)) with { Objectives = [Searches.Auc, Searches.Nodes] };
        var scene = new SearchScene(search, spec => [Math.Min(Of(spec), 0.5), 1000 * Of(spec)]).RunToTheEnd();
        scene.Search.ParetoFront.ShouldBe([1, 2, 3]);
        scene.Search.BestTrial.ShouldBe(3);
        scene.Run.Search!.ParetoFront.ShouldBe([1, 2, 3]);
        scene.Run.Search.Objectives.ShouldBe([new ObjectiveValue("roc_auc", 0.5), new ObjectiveValue("model_nodes", 500)]);
        SearchCounts.Best(scene.Search).ShouldContain("one of 3 on the Pareto front");
    }

    [Fact]
    public void A_goal_that_is_reached_and_a_deadline_end_the_search_and_its_pods()
    {
        var search = Searches.Of(SearchAlgorithm.Grid, Searches.Double("eta", 0.1, 0.9, 0.1)) with { Objectives = [Searches.Auc with { Goal = 0.2 }] };
        var scene = new SearchScene(search, spec => [Of(spec)]).Settle();
        scene.End(scene.Running[1]);
        scene.Settle().Search.Reason.ShouldBe("GoalReached");
        scene.Search.Trials!.Select(trial => trial.State).ShouldBe([TrialState.Killed, TrialState.Succeeded, TrialState.Killed]);
        scene.Run.Search!.BestTrial.ShouldBe(2);
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1"]);

        var late = new SearchScene(search with { Objectives = [Searches.Auc], Deadline = Duration.Parse("1h") }, spec => [Of(spec)]).Settle();
        late.End(late.Running[0]);
        late.Settle().Scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(1));
        late.Scene.Now += TimeSpan.FromHours(1);
        late.Settle().Search.Reason.ShouldBe("DeadlineExceeded");
        late.Run.Search!.BestTrial.ShouldBe(1);
    }

    [Fact]
    public void Failed_trials_are_counted_and_too_many_fail_the_run()
    {
        var search = Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 6, ParallelTrialCount = 1, MaxFailedTrialCount = 1 };
        var scene = new SearchScene(search, Worth).Settle();
        scene.Fail(scene.Running[0], 137);
        scene.Settle().Search.Failed.ShouldBe(1);
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1-t1", "click-model-v1-t2"], "a failed trial's Job stays for its logs");
        scene.Fail(scene.Running[0]);
        scene.Settle().Run.State.ShouldBe(RunState.Failed);
        scene.Scene.Ready.Message!.ShouldContain("2 trials of the search failed, and spec.search.maxFailedTrialCount is 1; the last one, trial 2: The step ended with code 1");
        scene.Settle().Running.ShouldBeEmpty();

        scene.Scene.Change(spec => spec with { Search = spec.Search! with { MaxFailedTrialCount = 3 } });
        scene.Settle().Run.Version.ShouldBe("v2", "with the limit raised it is tried again");
        scene.Search.Run.ShouldBe("click-model-v2");
    }

    [Fact]
    public void What_is_refused_of_the_data_is_refused_to_every_trial_and_ends_the_run_at_once()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta), Worth).Settle();
        scene.Fail(scene.Running[0], 3, Samples.Error("trial", StepOutcome.Refused, "NoValidationRows", "the validation split has zero rows", "set splits.validationPercent"));
        scene.Settle().Run.Reason.ShouldBe("NoValidationRows");
        scene.Run.State.ShouldBe(RunState.Failed);
        scene.Running.ShouldBeEmpty();
    }

    [Fact]
    public void A_metric_that_is_undefined_is_a_failed_trial_and_never_the_best()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 2, ParallelTrialCount = 1 }, Worth).Settle();
        var result = scene.Result(scene.Specs[0]);
        scene.End(scene.Running[0], result with { Trial = result.Trial! with { Values = [null] } });
        scene.RunToTheEnd().Search.Trials![0].Message.ShouldNotBeNull().ShouldContain("roc_auc is undefined on the 50 rows of the validation split");
        scene.Run.Search!.BestTrial.ShouldBe(2);
    }

    [Fact]
    public void A_suspended_search_begins_nothing_and_goes_on_later()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta) with { ParallelTrialCount = 2 }, Worth).Settle();
        scene.Scene.Change(spec => spec with { Suspend = true });
        scene.End(scene.Running[0]);
        scene.Settle().Running.Count.ShouldBe(1);
        scene.End(scene.Running[0]);
        scene.Settle().Running.ShouldBeEmpty();
        scene.Scene.Status.Phase.ShouldBe(TrainingJobPhase.Suspended);
        scene.Scene.Ready.Reason.ShouldBe("Suspended");
        scene.Scene.Change(spec => spec with { Suspend = false });
        scene.Settle().Running.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1-t3", "click-model-v1-t4"]);
    }

    [Fact]
    public void Another_configuration_takes_the_place_of_the_search_and_another_pace_does_not()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta), Worth).Settle();
        scene.Scene.Change(spec => spec with { Search = spec.Search! with { ParallelTrialCount = 5 }, Placement = new PodPlacement { PriorityClassName = "high" } });
        scene.Settle().Running.Count.ShouldBe(5);
        scene.Run.Version.ShouldBe("v1", "trials on record are not thrown away for other pods");

        scene.Scene.Change(spec => spec with { Search = spec.Search! with { MaxTrialCount = 20 } });
        scene.Settle().Run.Version.ShouldBe("v2");
        scene.Running.ShouldAllBe(job => job.Metadata.Name!.StartsWith("click-model-v2-t", StringComparison.Ordinal));
        scene.Search.Run.ShouldBe("click-model-v2");
    }

    [Fact]
    public void A_model_that_could_not_be_made_is_tried_again_without_another_search()
    {
        var scene = new SearchScene(Searches.Of(SearchAlgorithm.Random, Eta) with { MaxTrialCount = 3 }, Worth).RunToTheEnd();
        scene.Scene.Fails(137, reason: "OOMKilled");
        scene.Run.State.ShouldBe(RunState.Failed);
        scene.Scene.Annotate("again");
        scene.Run.Version.ShouldBe("v2");
        scene.Run.Search!.BestTrial.ShouldBe(scene.Scene.Status.Runs![1].Search!.BestTrial);
        scene.Scene.Jobs[^1].Metadata.Name.ShouldBe("click-model-v2");
        scene.Specs.Count.ShouldBe(3);
    }

    [Fact, Trait("Capability", "P4")]
    public void The_largest_search_fits_into_one_object()
    {
        // All that validation lets through: 500 trials, 5000 recorded values with the longest names and texts, 20 looks, the longest messages.
        var parameters = Enumerable.Range(10, 10).ToDictionary(index => $"a_parameter_with_a_name_of_40_letters_{index}", _ => Samples.Json($"\"{new string('x', 30)}\""));
        var trial = new SearchTrial
        {
            State = TrialState.Failed, Parameters = parameters, Rung = 3, Rounds = 1_000_000, Values = [.. Enumerable.Repeat(-0.1234567, 5)], Reported = [.. Enumerable.Repeat(-0.1234567, 20)],
            Checkpoint = Samples.Digest('e'), Seconds = 123456.7, StartedAt = Samples.Now, FinishedAt = Samples.Now, Message = new string('x', 300),
        };
        var status = new TrainingJobStatus { Search = new SearchStatus { Run = new string('x', 63), Trials = [.. Enumerable.Range(1, 500).Select(number => trial with { Trial = number })] } };
        JsonSerializer.SerializeToUtf8Bytes(status, ApiJson.Default.GetTypeInfo(typeof(TrainingJobStatus))!).Length.ShouldBeLessThan(1_000_000);
    }

    private static double Of(TrialSpec spec) => spec.Train.Hyperparameters!["eta"].GetDouble();

    // The best eta is 0.1.
    private static double[] Worth(TrialSpec spec) => [Math.Round(0.9 - (0.1 * Math.Abs(Math.Log10(Of(spec)) + 1)), 6)];
}
