using Slipway.Api.ModelVersions;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions.History;

/// <summary>Takes the decisions of people on record, each once, in the order in which they were written. Pure.</summary>
/// <remarks>
/// Guarantees: what is on record is never changed or dropped. Where the written history no longer begins with what is on record, it was cut or edited: nothing more is taken from it
/// until it is restored, and what is on record goes on holding. An entry is judged when it is first seen, so that a later change of approvers does not undo what was decided.
/// Caveats: without the webhook nobody has checked that entries are of who they name; they are held against the rules all the same.
/// </remarks>
/// <param name="Decisions">What is on record now.</param>
/// <param name="Broken">How the written history differs from it; null when it does not.</param>
internal sealed record DecisionHistory(IReadOnlyList<AcceptedDecision> Decisions, string? Broken)
{
    public static DecisionHistory Of(ModelVersion version, DecisionRules rules, DateTimeOffset now)
    {
        var (written, accepted) = (version.Spec.Decisions ?? [], (version.Status?.Decisions ?? []).ToList());
        if (Difference(written, accepted) is { } broken) return new DecisionHistory(accepted, broken);
        foreach (var entry in written.Skip(accepted.Count))
        {
            var faults = rules.Faults(entry, accepted, now).ToList();
            accepted.Add(new AcceptedDecision
            {
                Action = entry.Action, Alias = entry.Alias, By = entry.By, At = entry.At, Reason = entry.Reason, Ignored = faults.Count == 0 ? null : Summary.Of(faults),
            });
        }

        return new DecisionHistory(accepted, null);
    }

    /// <summary>Where a written history differs from what comes first in it; null when it only has more.</summary>
    public static string? Difference(IReadOnlyList<RecordedDecision> written, IReadOnlyList<AcceptedDecision> recorded)
    {
        foreach (var (index, entry) in recorded.Index())
        {
            if (index >= written.Count) return $"has {written.Count} of the {recorded.Count} entries on record; entries are never removed: put {Words(entry)} back";
            if (!Same(written[index], entry)) return $"entry {index} is no longer {Words(entry)}; entries are never changed: restore it, and append what is new";
        }

        return null;
    }

    /// <summary>An entry as it was written.</summary>
    public static AcceptedDecision Recorded(RecordedDecision entry) => new() { Action = entry.Action, Alias = entry.Alias, By = entry.By, At = entry.At, Reason = entry.Reason };

    // A status holds whole seconds.
    private static bool Same(RecordedDecision written, AcceptedDecision recorded) => written.Action == recorded.Action && written.Alias == recorded.Alias && written.By == recorded.By
        && written.At.ToUnixTimeSeconds() == recorded.At.ToUnixTimeSeconds() && written.Reason == recorded.Reason;

    private static string Words(AcceptedDecision entry) => $"{entry.Action}{(entry.Alias is { } alias ? $" '{alias}'" : "")} by {entry.By}";
}
