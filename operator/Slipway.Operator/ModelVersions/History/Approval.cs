using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions.History;

/// <summary>Whether enough approvers have approved a version since it was last rejected. Pure.</summary>
internal static class Approval
{
    /// <summary>Condition that says so; there where somebody may approve, or has decided.</summary>
    public const string Condition = "Approved";

    /// <summary>Condition that says whether <c>spec.decisions</c> still has all that is on record.</summary>
    public const string Intact = "HistoryIntact";

    /// <summary>Who may approve versions of a family: those whom its TrainingJob names, else those of the version's own record.</summary>
    public static IReadOnlyList<string> Approvers(ModelVersion version, IEnumerable<TrainingJob> family) =>
        Policy(family)?.Approvers ?? version.Spec.Approvers ?? [];

    /// <summary>The policy of a family.</summary>
    public static RegistryPolicy? Policy(IEnumerable<TrainingJob> family) =>
        family.Where(job => job.Metadata.DeletionTimestamp is null).OrderBy(job => job.Metadata.CreationTimestamp).ThenBy(job => job.Metadata.Name, StringComparer.Ordinal)
            .Select(job => job.Spec.Registry).FirstOrDefault(policy => policy is not null);

    /// <summary>The entry by which an approver waived the evaluation of an imported model.</summary>
    public static AcceptedDecision? Waiver(IReadOnlyList<AcceptedDecision> decisions) =>
        decisions.LastOrDefault(each => each is { Ignored: null, Action: DecisionAction.WaiveEvaluation or DecisionAction.Reject }) is { Action: DecisionAction.WaiveEvaluation } waiver ? waiver : null;

    public static void Set(ConditionDraft conditions, DecisionHistory history, IReadOnlyList<string> approvers, int needed)
    {
        if (history.Decisions.Count == 0 && history.Broken is null) conditions.Remove(Intact);
        else if (history.Broken is { } broken) conditions.Set(Intact, false, "HistoryChanged", $"spec.decisions {broken}; until then nothing more is taken from it");
        else Kept(conditions, history.Decisions);

        var judged = history.Decisions.Where(each => each is { Ignored: null, Action: DecisionAction.Approve or DecisionAction.Reject }).ToList();
        if (judged.Count == 0 && approvers.Count == 0)
        {
            conditions.Remove(Condition);
            return;
        }

        var rejection = judged.LastOrDefault(each => each.Action == DecisionAction.Reject);
        var since = judged.Skip(rejection is null ? 0 : judged.LastIndexOf(rejection) + 1).DistinctBy(each => each.By).ToList();
        if (since.Count >= needed)
            conditions.Set(Condition, true, "Approved", string.Join("; ", since.Select(each => $"approved by {each.By} at {each.At:yyyy-MM-dd HH:mm} UTC{(each.Reason is { } why ? $": {why}" : "")}")));
        else if (rejection is not null && since.Count == 0)
            conditions.Set(Condition, false, "Rejected", $"rejected by {rejection.By} at {rejection.At:yyyy-MM-dd HH:mm} UTC: {rejection.Reason}; it takes {Number(needed)} of {Names(approvers)} to approve it after that");
        else
            conditions.Set(Condition, false, "NotApproved", $"approved by {since.Count} of {Number(needed)} that it takes; approvers are {Names(approvers)}: kubectl slipway approve NAME");
    }

    private static void Kept(ConditionDraft conditions, IReadOnlyList<AcceptedDecision> decisions)
    {
        var ignored = decisions.Where(each => each.Ignored is not null).ToList();
        conditions.Set(Intact, true, "Intact", ignored.Count == 0
            ? $"all {decisions.Count} entries of spec.decisions are on record"
            : $"all {decisions.Count} entries of spec.decisions are on record; without effect: {Summary.Of([.. ignored.Select(each => $"{each.Action} by {each.By}: {each.Ignored}")])}");
    }

    private static string Number(int needed) => needed == 1 ? "1 approver" : $"{needed} approvers";

    private static string Names(IReadOnlyList<string> approvers) => approvers.Count == 0 ? "nobody" : string.Join(", ", approvers);
}
