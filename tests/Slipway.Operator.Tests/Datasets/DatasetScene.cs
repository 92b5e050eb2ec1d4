using Slipway.Api.Datasets;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Datasets;

/// <summary>A Dataset with its children; each step does what the decision says and keeps the result.</summary>
internal sealed class DatasetScene
{
    public DatasetScene(Dataset? dataset = null)
    {
        var own = dataset ?? Samples.Clicks();
        World = new DatasetWorld { Dataset = own, Settings = Samples.Settings, Datasets = new Dictionary<string, Dataset> { [Key(own)] = own } };
    }

    public DatasetWorld World { get; set; }

    public DateTimeOffset Now { get; set; } = Samples.Now;

    public DatasetStatus Status => World.Dataset.Status!;

    public Condition Ready => Status.Conditions.Find("Ready")!;

    public Job Job => World.Children.Jobs[^1];

    /// <summary>Decides and does it.</summary>
    public Plan<DatasetStatus> Step()
    {
        var plan = DatasetDecision.Decide(World, Now).Checked(World.Dataset);
        World = World with { Dataset = World.Dataset with { Status = plan.Status }, Children = Applied.To(plan, World.Children) };
        return plan;
    }

    /// <summary>Steps until nothing changes.</summary>
    public DatasetScene Settle()
    {
        for (var i = 0; i < 10; i++)
        {
            var before = World.Dataset.Status;
            var plan = Step();
            if (i > 0 && Json(before) == Json(plan.Status) && !plan.Children.Any(child => child.IsDue)) return this;
        }

        throw new InvalidOperationException("it does not settle");
    }

    /// <summary>The Job of a collection ends well.</summary>
    public DatasetScene Collects() => Ends(new StepResult
    {
        Step = "collect", Outcome = StepOutcome.Succeeded, Collect = new CollectResult { Versions = [.. (Status.Collection!.Versions ?? []).Select(version => version.Digest)] },
    });

    /// <summary>Time passes.</summary>
    public DatasetScene Wait(TimeSpan time)
    {
        Now += time;
        return Settle();
    }

    public DatasetScene Ends(StepResult result) => Ends(FakeRun.Complete, job => FakeRun.Succeeded(job, result));

    public DatasetScene Fails(int code, string? message = null, string? reason = null) => Ends(job => FakeRun.Failed(job), job => FakeRun.Ended(job, code, message, reason));

    public DatasetScene Ends(Func<Job, Job> change, Func<Job, Pod?> pod)
    {
        World = World with { Children = World.Children.With(change, pod) };
        return Settle();
    }

    public DatasetScene Change(Func<DatasetSpec, DatasetSpec> change)
    {
        var dataset = World.Dataset;
        World = World with
        {
            Dataset = dataset with { Spec = change(dataset.Spec), Metadata = dataset.Metadata with { Generation = dataset.Metadata.Generation + 1 } },
        };
        return Settle();
    }

    public DatasetScene Annotate(string value)
    {
        var metadata = World.Dataset.Metadata with { Annotations = new Dictionary<string, string> { [Api.SlipwayApi.RefreshAnnotation] = value } };
        World = World with { Dataset = World.Dataset with { Metadata = metadata } };
        return Settle();
    }

    public DatasetScene Among(params Dataset[] others)
    {
        World = World with { Datasets = others.Append(World.Dataset).ToDictionary(Key) };
        return this;
    }

    private static string Key(Dataset dataset) => $"{dataset.Metadata.Namespace}/{dataset.Metadata.Name}";

    private static string Json(DatasetStatus? status) =>
        status is null ? "" : System.Text.Json.JsonSerializer.Serialize(status, Api.ApiJson.Default.GetTypeInfo(typeof(DatasetStatus))!);
}
