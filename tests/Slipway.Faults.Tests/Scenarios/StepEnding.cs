using Slipway.Contracts.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Faults.Tests.Scenarios;

/// <summary>A try of a step.</summary>
/// <param name="Job">Name of its Job.</param>
/// <param name="Step"><c>snapshot</c>, <c>train</c> or <c>collect</c>.</param>
/// <param name="Attempt">How many pods of it failed before.</param>
/// <param name="Spec">Its specification as JSON.</param>
/// <param name="Index">Which of several pods it is.</param>
internal sealed record StepRun(string Job, string Step, int Attempt, string Spec, int Index = 0);

/// <summary>How the pod of a step ends.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Message">Termination message.</param>
internal sealed record StepEnding(int Code, string? Message)
{
    /// <summary>How long it runs.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The node's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The Job's deadline passes just before.</summary>
    public bool Deadline { get; init; }

    /// <summary>It ends well and says so.</summary>
    public static StepEnding Well(StepResult result) => new(0, Samples.Text(result));

    /// <summary>It dies while it writes its result, and claims that all went well.</summary>
    public static StepEnding HalfWritten(StepResult result) => new(0, Samples.Text(result)[..40]);

    /// <summary>It writes a good result and ends with an error.</summary>
    public static StepEnding Lying(StepResult result, int code = 1) => new(code, Samples.Text(result));

    /// <summary>The system kills it.</summary>
    public static StepEnding OutOfMemory { get; } = new(137, null) { Reason = "OOMKilled" };

    /// <summary>It ends with the exit code that asks for another try, which does better.</summary>
    public static StepEnding Temporary { get; } = new(75, null);

    /// <summary>It answers after its deadline.</summary>
    public static StepEnding Late(StepResult result) => new(0, Samples.Text(result)) { Deadline = true };
}
