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
        ("train", 4, _) => new StepEnding(3, Samples.Text(Samples.Error("train", Contracts.Steps.StepOutcome.Refused, "ZeroRows", "there is no row", "check the filter"))),
        _ => Well(run),
    };

    private static Contracts.Steps.StepResult Result(StepRun run)
    {
        if (run.Step == "snapshot") return Samples.Snapshot(run.Job.Contains("raw", StringComparison.Ordinal) ? 'e' : 'd');
        var trained = Samples.Trained();
        return trained with { Train = trained.Train! with { Artifact = Samples.Artifact((char)('a' + (Number(run.Job) % 6))) } };
    }

    private static int Number(string job) => int.TryParse(job[(job.LastIndexOf('v') + 1)..], out var number) ? number : 0;
}
