using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.Tests.TrainingJobs;

/// <summary>A TrainingJob with ready inputs; each step does what the decision says and keeps the result.</summary>
internal sealed class TrainingScene
{
    public TrainingScene(TrainingJob? job = null) => World = new TrainingJobWorld
    {
        Job = job ?? Samples.Training(),
        Settings = Samples.Settings,
        Dataset = ReadyDataset('d'),
        DatasetNames = ["clicks"],
        FeatureSet = ReadyFeatures(Samples.Features()),
        FeatureSetNames = ["click-features"],
    };

    public TrainingJobWorld World { get; set; }

    public DateTimeOffset Now { get; set; } = Samples.Now;

    public TrainingJobStatus Status => World.Job.Status!;

    public Condition Ready => Status.Conditions.Find("Ready")!;

    public IReadOnlyList<Job> Jobs => World.Children.Jobs;

    public static Dataset ReadyDataset(char digit) => Samples.Clicks() with
    {
        Status = new DatasetStatus
        {
            ObservedGeneration = 1, Conditions = [new Condition { Type = "Ready", Status = Condition.True }],
            Current = new DatasetVersion { Digest = Samples.Digest(digit), ManifestUri = $"s3://store/{digit}/manifest.json" },
        },
    };

    public static FeatureSet ReadyFeatures(FeatureSet features) => features with
    {
        Status = FeatureSetDecision.Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = features, Dataset = Samples.Clicks() }, Samples.Now).Status,
    };

    public Plan<TrainingJobStatus> Step()
    {
        var plan = TrainingJobDecision.Decide(World, Now).Checked(World.Job);
        var made = plan.Children.Where(child => child.IsDue).Select(child => child.Intent).OfType<ModelVersion>().Select(Judged);
        World = World with
        {
            Job = World.Job with { Status = plan.Status }, Children = Applied.To(plan, World.Children), Versions = [.. World.Versions, .. made],
        };
        return plan;
    }

    public TrainingScene Settle()
    {
        for (var i = 0; i < 12; i++)
        {
            var before = Json(World.Job.Status);
            var plan = Step();
            if (i > 0 && before == Json(plan.Status) && !plan.Children.Any(child => child.IsDue)) return this;
        }

        throw new InvalidOperationException("it does not settle");
    }

    public TrainingScene Ends(StepResult result) => Ends(FakeRun.Complete, job => FakeRun.Succeeded(job, result));

    public TrainingScene Fails(int code, string? message = null, string? reason = null) => Ends(job => FakeRun.Failed(job), job => FakeRun.Ended(job, code, message, reason));

    public TrainingScene Ends(Func<Job, Job> change, Func<Job, Pod?> pod)
    {
        World = World with { Children = World.Children.With(change, pod) };
        return Settle();
    }

    public TrainingScene Change(Func<TrainingJobSpec, TrainingJobSpec> change)
    {
        var job = World.Job;
        World = World with { Job = job with { Spec = change(job.Spec), Metadata = job.Metadata with { Generation = job.Metadata.Generation + 1 } } };
        return Settle();
    }

    public TrainingScene NewData(char digit)
    {
        World = World with { Dataset = ReadyDataset(digit) };
        return Settle();
    }

    public TrainingScene Annotate(string value)
    {
        var metadata = World.Job.Metadata with { Annotations = new Dictionary<string, string> { [SlipwayApi.RefreshAnnotation] = value } };
        World = World with { Job = World.Job with { Metadata = metadata } };
        return Settle();
    }

    public JsonElement Template() => JsonSerializer.SerializeToElement(Jobs[^1].Spec!.Template!);

    private static ModelVersion Judged(ModelVersion made) =>
        made with { Status = ModelVersionDecision.Decide(new ModelVersionWorld { Version = made }, Samples.Now).Status };

    private static string Json(TrainingJobStatus? status) =>
        status is null ? "" : JsonSerializer.Serialize(status, ApiJson.Default.GetTypeInfo(typeof(TrainingJobStatus))!);
}
