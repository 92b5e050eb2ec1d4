using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>A TrainingJob with triggers whose first run has made a version; data comes, time passes.</summary>
internal sealed class TriggerScene
{
    private readonly List<DatasetVersion> versions = [];

    public TriggerScene(Func<TrainingJobSpec, TrainingJobSpec> change, bool isTrained = true)
    {
        var sample = Samples.Training();
        Scene = new TrainingScene(sample with { Spec = change(sample.Spec) });
        Data(1000);
        Scene.Settle();
        if (isTrained) Ends();
    }

    public TrainingScene Scene { get; }

    public DateTimeOffset Now => Scene.Now;

    public TrainingJobStatus Status => Scene.Status;

    public IReadOnlyList<TrainingRun> Runs => Status.Runs ?? [];

    public TriggerStatus Trigger => Status.Triggers!.ShouldHaveSingleItem();

    public bool IsRunning => Runs is [{ State: RunState.Running }, ..];

    public static TriggerScene With(params Trigger[] triggers) => new(spec => spec with { Triggers = triggers });

    public static Duration For(string text) => Duration.Parse(text);

    /// <summary>A new version of the dataset is accepted now.</summary>
    public TriggerScene Data(long rows)
    {
        var digest = "sha256:" + versions.Count.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
        versions.Insert(0, new DatasetVersion { Digest = digest, ManifestUri = $"s3://store/{versions.Count}/manifest.json", Rows = rows, CreatedAt = Scene.Now });
        var dataset = TrainingScene.ReadyDataset('d');
        Scene.World = Scene.World with { Dataset = dataset with { Status = dataset.Status! with { Current = versions[0], Versions = [.. versions] } } };
        return this;
    }

    public TriggerScene Pass(string time)
    {
        Scene.Now += Duration.Parse(time).Value;
        Scene.Settle();
        return this;
    }

    /// <summary>What a query gives in the next pass, and in that alone.</summary>
    public TriggerScene Read(QueryReading reading)
    {
        Scene.World = Scene.World with { TriggerReadings = Scene.World.Job.Spec.Triggers!.ToDictionary(trigger => trigger.Name, _ => reading) };
        Scene.Step();
        Scene.World = Scene.World with { TriggerReadings = new Dictionary<string, QueryReading>() };
        Scene.Settle();
        return this;
    }

    public TriggerScene Ends()
    {
        Scene.Ends(Samples.Trained());
        Scene.World = Scene.World with
        {
            Versions = [.. Scene.World.Versions.Select(version => version.Metadata.CreationTimestamp is null ? version with { Metadata = version.Metadata with { CreationTimestamp = Scene.Now } } : version)],
        };
        Scene.Settle();
        return this;
    }
}
