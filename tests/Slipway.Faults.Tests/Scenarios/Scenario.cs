using Slipway.Faults.Tests.World;

namespace Slipway.Faults.Tests.Scenarios;

/// <summary>A story: what users do, how steps end, what visitors meet.</summary>
/// <param name="Name">Name in plans.</param>
/// <param name="Script">What users do, in order.</param>
internal sealed record Scenario(string Name, IReadOnlyList<UserStep> Script)
{
    /// <summary>Operators that run, of which one leads.</summary>
    public int Operators { get; init; } = 1;

    /// <summary>How each try of a step ends.</summary>
    public Func<StepRun, StepEnding> Ending { get; init; } = Endings.Well;

    /// <summary>Bad requests among 100,000 of a revision.</summary>
    public Func<string, long> BadRequests { get; init; } = _ => 0;

    /// <summary>Objects (as <c>Kind/name</c>) that end without being ready, with the reason that they give.</summary>
    public IReadOnlyDictionary<string, string> NotReady { get; init; } = new Dictionary<string, string>();

    public override string ToString() => Name;
}

/// <summary>One thing that a user does.</summary>
/// <param name="What">In words.</param>
/// <param name="Do">Does it.</param>
/// <param name="When">When its time has come; null: when everything else is at rest.</param>
internal sealed record UserStep(string What, Action<SimulatedUsers> Do, Func<SimulatedUsers, bool>? When = null)
{
    /// <summary>The same, once everything else is at rest.</summary>
    public UserStep AtRest() => this with { When = null };
}
