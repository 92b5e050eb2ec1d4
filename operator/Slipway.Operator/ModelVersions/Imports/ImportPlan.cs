using System.Globalization;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.Validation;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.ModelVersions.Imports;

/// <summary>How the measurement of an imported model goes on: pinned on record first, then its Job, then what it found. Pure.</summary>
/// <param name="Status">The measurement as it stands; null of models that were trained here.</param>
/// <param name="Obstacle">What keeps the model from being judged by its numbers.</param>
internal sealed record ImportPlan(ImportStatus? Status, ImportObstacle? Obstacle = null)
{
    public IReadOnlyList<Child> Children { get; init; } = [];

    public PlannedReads? Reads { get; init; }

    public static ImportPlan Of(ModelVersionWorld world, DateTimeOffset now)
    {
        var (version, before) = (world.Version, world.Version.Status?.Import);
        if (version.Spec.Imported?.Evaluation is not { } wanted || ModelVersionValidation.Validate(version).Count > 0) return new ImportPlan(before);
        if (before is { FinishedAt: null }) return Watch(world, wanted, before, now);
        if (before is not null && before.Refresh == version.Annotation(SlipwayApi.RefreshAnnotation)) return Ended(before);
        return Begin(world, wanted, before, now);
    }

    private static ImportPlan Begin(ModelVersionWorld world, ImportEvaluation wanted, ImportStatus? before, DateTimeOffset now)
    {
        const string field = "spec.imported.evaluation.dataset";
        var (version, place) = (world.Version, world.Version.Metadata.Namespace!);
        if (world.MeasuredOn is not { } dataset)
            return new ImportPlan(before, new(false, "UnknownDataset", $"{field}: there is no Dataset '{wanted.Dataset}'; {NearestName.Hint(wanted.Dataset, world.DatasetNames)}"));
        if (AccessFaults.Of(field, dataset, place, [], now) is { } denied) return new ImportPlan(before, new(false, AccessFaults.Reason, denied.ToString()));
        if (dataset.Spec.Role == Contracts.Data.DatasetRole.Training)
            return new ImportPlan(before, new(false, "RoleIsTraining", $"{field}: Dataset '{wanted.Dataset}' has role Training; name one with role Golden, Stress, Backtest or Counterfactual, so that the model is measured on rows that are held back"));
        if ((wanted.Label ?? dataset.Spec.Label?.Column) is not { } label)
            return new ImportPlan(before, new(false, "NoLabel", $"spec.imported.evaluation.label: Dataset '{wanted.Dataset}' declares no label; import the model again with the column that has the truth"));
        if (dataset.Status?.Current is null)
            return new ImportPlan(before, new(true, "WaitingForDataset", $"Dataset '{wanted.Dataset}' has no version yet: {dataset.Status?.Conditions.Find("Ready")?.Message ?? "its snapshot has not begun"}"));
        var pin = Pins.Of(wanted.Dataset, dataset, place, now);
        var number = (before?.Number ?? 0) + 1;
        var status = new ImportStatus
        {
            Dataset = pin, Label = label, Number = number, StartedAt = now, Refresh = version.Annotation(SlipwayApi.RefreshAnnotation),
            Job = string.Create(CultureInfo.InvariantCulture, $"{Names.Fit(version.Metadata.Name!, 63 - 18)}-evaluate-{number}"),
            Reads = [Access.Reads.Of(pin, dataset, place, columns: null, now)],
        };
        return new ImportPlan(status, new(true, "Evaluating", $"Job {status.Job} measures it on version {CanonicalJson.Short(pin.Digest, 12)} of Dataset '{wanted.Dataset}'"));
    }

    private static ImportPlan Watch(ModelVersionWorld world, ImportEvaluation wanted, ImportStatus status, DateTimeOffset now)
    {
        var state = world.Children.State(status.Job);
        return state.Phase switch
        {
            StepPhase.Succeeded when state.Result?.Evaluate is { } found => Ended(status with { FinishedAt = now, Signature = found.Signature, Metrics = found.Metrics, Gates = found.Gates }),
            StepPhase.Succeeded => Ended(status with { FinishedAt = now, Reason = "NoResult", Message = "the step ended well and told no metrics; the image must follow docs/trainer-contract.md" }),
            StepPhase.Failed => Ended(status with { FinishedAt = now, Reason = state.Reason, Message = state.Message }),
            _ => new ImportPlan(status, new(true, state.Phase == StepPhase.Missing ? "Evaluating" : state.Reason, $"Job {status.Job}: {(state.Phase == StepPhase.Missing ? "it is being made" : state.Message)}"))
            {
                Children = EvaluateStep.Children(world, wanted, status),
                Reads = state.Phase == StepPhase.Missing && status.Reads is { } reads ? new PlannedReads(status.Job, reads) : null,
            },
        };
    }

    private static ImportPlan Ended(ImportStatus status) => new(status, status.Reason is { } reason
        ? new(false, reason, $"it could not be measured: {status.Message}; mend that and annotate with {SlipwayApi.RefreshAnnotation} to measure it again")
        : null);
}

/// <summary>What keeps an imported model from being judged.</summary>
/// <param name="GoesOn">Whether it goes away by itself.</param>
/// <param name="Reason">One CamelCase word.</param>
/// <param name="Message">One sentence.</param>
internal sealed record ImportObstacle(bool GoesOn, string Reason, string Message)
{
    public void Tell(ConditionDraft conditions)
    {
        if (GoesOn) conditions.Reconciling(Reason, Message);
        else conditions.Stalled(Reason, Message);
    }
}
