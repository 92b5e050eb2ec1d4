using System.Globalization;
using Slipway.Api.ModelVersions;
using Slipway.Api.Validation;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.ModelVersions.History;

/// <summary>Who may decide what about a version. Pure; admission and the reconciler judge by the same rules, but only admission knows who writes.</summary>
/// <param name="Version">The version.</param>
/// <param name="Approvers">Who may approve versions of its family.</param>
internal sealed record DecisionRules(ModelVersion Version, IReadOnlyList<string> Approvers)
{
    // A person writes the time himself; a little earlier or later is no lie.
    private static readonly TimeSpan Earlier = TimeSpan.FromHours(1);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with an entry after those before it; fields are those of the entry.</summary>
    public IEnumerable<FieldError> Faults(RecordedDecision entry, IReadOnlyList<AcceptedDecision> before, DateTimeOffset now) =>
        [.. Alias(entry, before), .. Reason(entry), .. Rights(entry, before), .. Time(entry, now)];

    /// <summary>What only admission can tell: whether the entry is of who writes it, now.</summary>
    public static IEnumerable<FieldError> Written(RecordedDecision entry, string? user, DateTimeOffset now)
    {
        if (entry.By != user) yield return new FieldError("by", entry.By, $"is not who writes this, which is {user}; a decision is recorded in the own name");
        if (entry.At < now - Earlier) yield return new FieldError("at", Text(entry.At), "is not the time of the decision, which is now");
    }

    private static IEnumerable<FieldError> Alias(RecordedDecision entry, IReadOnlyList<AcceptedDecision> before)
    {
        var isOfAlias = entry.Action is DecisionAction.SetAlias or DecisionAction.RemoveAlias;
        if (isOfAlias && entry.Alias is null) yield return new FieldError("alias", null, "is missing; name the alias, such as champion");
        if (!isOfAlias && entry.Alias is not null) yield return new FieldError("alias", entry.Alias, $"is for SetAlias and RemoveAlias; remove it, since action is {entry.Action}");
        if (entry.Alias is { } alias && AliasName.Fault(alias) is { } fault) yield return new FieldError("alias", alias, fault);
        if (entry.Action == DecisionAction.RemoveAlias && before.LastOrDefault(each => each.Ignored is null && each.Alias == entry.Alias)?.Action is not DecisionAction.SetAlias)
            yield return new FieldError("alias", entry.Alias, "was not given to this version; remove it where it was set");
    }

    private static IEnumerable<FieldError> Reason(RecordedDecision entry)
    {
        if (entry.Action is DecisionAction.Reject or DecisionAction.Hold or DecisionAction.WaiveEvaluation && string.IsNullOrWhiteSpace(entry.Reason))
            yield return new FieldError("reason", null, $"is missing; say why, since action is {entry.Action}");
    }

    private IEnumerable<FieldError> Rights(RecordedDecision entry, IReadOnlyList<AcceptedDecision> before)
    {
        var needsApprover = entry.Action switch
        {
            DecisionAction.Approve or DecisionAction.Reject or DecisionAction.WaiveEvaluation => true,
            DecisionAction.Release => LegalHold.Of(before)?.By != entry.By,
            _ => false,
        };
        if (needsApprover && !Approvers.Contains(entry.By))
        {
            yield return new FieldError("by", entry.By, Approvers.Count == 0
                ? $"may not {Verb(entry.Action)}: nobody may; name approvers in spec.registry.approvers of the TrainingJob of model '{Version.Spec.Model}', or, of an imported model, in spec.approvers"
                : $"may not {Verb(entry.Action)}: approvers of model '{Version.Spec.Model}' are {string.Join(", ", Approvers)}; ask one of them, or change spec.registry.approvers of its TrainingJob");
        }

        if (entry.Action is DecisionAction.Approve or DecisionAction.WaiveEvaluation && entry.By == Version.Spec.Imported?.By)
            yield return new FieldError("by", entry.By, "imported this model, and nobody judges what he brought; ask another approver");
        if (entry.Action == DecisionAction.WaiveEvaluation && Version.Spec.Imported is not { Unevaluated: true })
            yield return new FieldError("action", entry.Action.ToString(), "is for imported models that declare spec.imported.unevaluated; this one is measured");
        if (entry.Action == DecisionAction.Release && LegalHold.Of(before) is null) yield return new FieldError("action", entry.Action.ToString(), "there is no hold to release");
    }

    private static IEnumerable<FieldError> Time(RecordedDecision entry, DateTimeOffset now)
    {
        if (entry.At > now + Later) yield return new FieldError("at", Text(entry.At), "is to come; a decision has the time at which it is made");
    }

    private static string Verb(DecisionAction action) => action switch { DecisionAction.Release => "release a hold of somebody else", DecisionAction.WaiveEvaluation => "waive the evaluation", DecisionAction.Reject => "reject", _ => "approve" };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
