using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Reconciling;

/// <summary>Conditions in the making, by the rules of kstatus: Ready is always there, Reconciling and Stalled only when they are true, and never both.</summary>
/// <param name="before">Conditions so far; times of transition are kept where the status stays.</param>
/// <param name="generation">Generation of the spec that is spoken of.</param>
/// <param name="now">Time of the pass.</param>
internal sealed class ConditionDraft(IReadOnlyList<Condition>? before, long? generation, DateTimeOffset now)
{
    private readonly Dictionary<string, Condition> drafted = (before ?? []).ToDictionary(condition => condition.Type);

    /// <summary>The conditions: Ready, Reconciling, Stalled, then the kind's own by name. The order does not depend on the past.</summary>
    public IReadOnlyList<Condition> Conditions =>
        [.. drafted.Values.OrderBy(condition => Rank(condition.Type)).ThenBy(condition => condition.Type, StringComparer.Ordinal)];

    /// <summary>It is as wanted and nothing goes on.</summary>
    public ConditionDraft Ready(string reason, string message) => Resting().Set("Ready", Condition.True, reason, message);

    /// <summary>It is usable, and something newer is on its way.</summary>
    public ConditionDraft ReadyWhileReconciling(string reason, string message) =>
        Resting().Set("Ready", Condition.True, reason, message).Set("Reconciling", Condition.True, reason, message);

    /// <summary>It goes on, or waits for something that comes without this object being changed.</summary>
    public ConditionDraft Reconciling(string reason, string message) =>
        Resting().Set("Ready", Condition.False, reason, message).Set("Reconciling", Condition.True, reason, message);

    /// <summary>Nothing goes on until somebody acts; the message says what to do.</summary>
    public ConditionDraft Stalled(string reason, string message) =>
        Resting().Set("Ready", Condition.False, reason, message).Set("Stalled", Condition.True, reason, message);

    /// <summary>It is finished and not usable, and no change of it can help: a model whose gates were not passed.</summary>
    public ConditionDraft NotReady(string reason, string message) => Resting().Set("Ready", Condition.False, reason, message);

    /// <summary>Sets a condition of the kind's own.</summary>
    public ConditionDraft Set(string type, string status, string reason, string message)
    {
        var condition = new Condition { Type = type, Status = status, Reason = reason, Message = OneLine(message), ObservedGeneration = generation };

        // Against the conditions before the pass, not the draft: a condition that is taken out and put back has not changed.
        drafted[type] = before.Set(condition, now).Find(type)!;
        return this;
    }

    /// <summary>Sets a condition of the kind's own to True or False.</summary>
    public ConditionDraft Set(string type, bool holds, string reason, string message) =>
        Set(type, holds ? Condition.True : Condition.False, reason, message);

    /// <summary>Removes a condition of the kind's own.</summary>
    public ConditionDraft Remove(string type)
    {
        drafted.Remove(type);
        return this;
    }

    private ConditionDraft Resting() => Remove("Reconciling").Remove("Stalled");

    private static int Rank(string type) => type switch { "Ready" => 0, "Reconciling" => 1, "Stalled" => 2, _ => 3 };

    // Printer columns and events show one line.
    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= 1024 ? line : line[..1021] + "...";
    }
}
