using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Faults.Tests.Scenarios;

/// <summary>Ways in which the steps of a story end.</summary>
internal static class Endings
{
    /// <summary>All goes well; each run makes a model of its own.</summary>
    public static StepEnding Well(StepRun run) => StepEnding.Well(Result(run));

    /// <summary>The first tries of everything go wrong, each in another way; the runs after them go well.</summary>
    public static StepEnding Badly(StepRun run) => (run.Step, Number(run.Job), run.Attempt) switch
    {
        ("snapshot", _, 0) => StepEnding.OutOfMemory,
        ("snapshot", _, 1) => StepEnding.Temporary,
        ("train", 1, _) => StepEnding.HalfWritten(Result(run)),
        ("train", 2, 0) => StepEnding.Lying(Result(run)),
        ("train", 2, _) => StepEnding.OutOfMemory,
        ("train", 3, _) => StepEnding.Late(Result(run)),
        ("train", 4, _) => new StepEnding(3, Samples.Text(Samples.Error("train", StepOutcome.Refused, "ZeroRows", "there is no row", "check the filter"))),
        _ => Well(run),
    };

    /// <summary>One of the workers fails in the first try, while the others go on.</summary>
    public static StepEnding OneWorkerFails(StepRun run) => run is { Step: "train", Index: 1, Attempt: 0 } ? StepEnding.Temporary with { After = TimeSpan.FromSeconds(5) } : Well(run);

    private static StepResult Result(StepRun run)
    {
        if (run.Step == "snapshot") return Snapshot(run);
        if (run.Step == "trial") return Trial(JsonSerializer.Deserialize(run.Spec, ContractsJson.Default.TrialSpec)!);
        if (run.Step == "collect") return Collected(JsonSerializer.Deserialize(run.Spec, ContractsJson.Default.CollectSpec)!);
        var trained = Samples.Trained();
        return trained with { Train = trained.Train! with { Artifact = Samples.Artifact((char)('a' + (Number(run.Job) % 6))) } };
    }

    // Other rows where some were deleted, here or in the dataset that it was made from.
    private static StepResult Snapshot(StepRun run)
    {
        var spec = JsonSerializer.Deserialize(run.Spec, ContractsJson.Default.SnapshotSpec)!;
        var digit = spec.Deletions is not null ? 'b' : run.Job.Contains("raw", StringComparison.Ordinal) ? 'e' : spec.Parents?.Any(parent => parent.Digest == Samples.Digest('b')) == true ? 'c' : 'd';
        var result = Samples.Snapshot(digit);
        return result with { Snapshot = result.Snapshot! with { Deleted = spec.Deletions?.ToDictionary(request => request.Name, _ => 3L) } };
    }

    // The best eta is 0.1, whatever the order in which trials run.
    private static StepResult Trial(TrialSpec spec) => new()
    {
        Step = "trial", Outcome = StepOutcome.Succeeded,
        Trial = new TrialResult
        {
            Trial = spec.Trial, Rounds = spec.Rounds, Rows = 900, ValidationRows = 50, Seconds = 10, Values = [0.9 - Math.Abs(spec.Train.Hyperparameters!["eta"].GetDouble() - 0.1)],
            Checkpoint = spec.Checkpoint ? new TrialCheckpoint($"{spec.Output}/checkpoint.bin", Samples.Digest('e'), spec.Rounds) : null,
        },
    };

    private static StepResult Collected(CollectSpec spec) => new()
    {
        Step = "collect", Outcome = StepOutcome.Succeeded, Collect = new CollectResult { Versions = [.. spec.Versions.Select(version => version.Digest)], Models = spec.Models?.Select(model => model.Digest).ToList() },
    };

    private static int Number(string job) => int.TryParse(job[(job.LastIndexOf('v') + 1)..], out var number) ? number : 0;
}
