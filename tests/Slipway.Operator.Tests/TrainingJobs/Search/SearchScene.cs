using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs.Search;

/// <summary>A TrainingJob that searches; its trials end as a function of their specification says.</summary>
internal sealed class SearchScene
{
    private readonly Func<TrialSpec, double[]> worth;

    public SearchScene(SearchSpec search, Func<TrialSpec, double[]> worth, Func<TrainingJobSpec, TrainingJobSpec>? change = null)
    {
        this.worth = worth;
        var job = Samples.Training();
        var spec = job.Spec with { Hyperparameters = new Dictionary<string, JsonElement> { ["num_boost_round"] = Samples.Json("64") }, Search = search };
        Scene = new TrainingScene(job with { Spec = change?.Invoke(spec) ?? spec });
    }

    public TrainingScene Scene { get; }

    public SearchStatus Search => Scene.Status.Search!;

    public TrainingRun Run => Scene.Status.Runs![0];

    /// <summary>Jobs of trials that are not finished.</summary>
    public IReadOnlyList<Job> Running => [.. Scene.Jobs.Where(job => job.Metadata.Labels!["app.kubernetes.io/component"] == "trial" && job.Status?.Conditions is not { Count: > 0 })];

    /// <summary>Every specification of a trial that was written, in that order.</summary>
    public List<TrialSpec> Specs { get; } = [];

    /// <summary>Passes until nothing happens by itself.</summary>
    public SearchScene Settle()
    {
        for (var pass = 0; pass < 6; pass++)
        {
            var plan = Scene.Step();
            Specs.AddRange(plan.Children.Where(child => child.IsDue).Select(child => child.Intent).OfType<ConfigMap>().Where(map => map.Metadata.Labels!["app.kubernetes.io/component"] == "trial").Select(Read));
        }

        return this;
    }

    public TrialSpec SpecOf(Job job) => Read(Scene.World.Children.ConfigMap(job.Metadata.Name!)!);

    /// <summary>A trial ends well.</summary>
    public void End(Job job) => End(job, Result(SpecOf(job)));

    public void End(Job job, StepResult result) => Change(job, FakeRun.Complete, done => FakeRun.Succeeded(done, result));

    /// <summary>A trial fails.</summary>
    public void Fail(Job job, int code = 1, StepResult? said = null) => Change(job, live => FakeRun.Failed(live), done => FakeRun.Ended(done, code, said is null ? null : Samples.Text(said)));

    /// <summary>All trials run, the oldest first, until the search is over.</summary>
    public SearchScene RunToTheEnd()
    {
        for (var round = 0; round < 600; round++)
        {
            Settle();
            if (Run.Search is not null || Run.State != RunState.Running || Running.Count == 0) return this;
            End(Running[0]);
        }

        throw new InvalidOperationException("the search does not end");
    }

    public StepResult Result(TrialSpec spec) => new()
    {
        Step = "trial", Outcome = StepOutcome.Succeeded,
        Trial = new TrialResult
        {
            Trial = spec.Trial, Rounds = spec.Rounds, Rows = 900, ValidationRows = 50, Values = [.. worth(spec).Select(value => (double?)value)], Seconds = 2,
            Reported = spec.ReportAt is { } looks ? [.. looks.Select(_ => (double?)worth(spec)[0])] : null,
            Checkpoint = spec.Checkpoint ? new TrialCheckpoint($"{spec.Output}/checkpoint.bin", Samples.Digest('e'), spec.Rounds) : null,
        },
    };

    private void Change(Job job, Func<Job, Job> change, Func<Job, Pod> pod)
    {
        var changed = change(job);
        var children = Scene.World.Children;
        Scene.World = Scene.World with
        {
            Children = children with { Jobs = [.. children.Jobs.Select(each => each.Metadata.Name == job.Metadata.Name ? changed : each)], Pods = [.. children.Pods, pod(changed)] },
        };
    }

    private static TrialSpec Read(ConfigMap map) => JsonSerializer.Deserialize(map.Data!["spec.json"], ContractsJson.Default.TrialSpec)!;
}
