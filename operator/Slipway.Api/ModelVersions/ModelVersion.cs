using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api.ModelVersions;

/// <summary>One trained model: an immutable record of the file, of every digest it came from, and of what was measured.</summary>
[CustomResource("modelversions", "smv")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Model", ".spec.model")]
[PrinterColumn("Version", ".spec.version")]
[PrinterColumn("Aliases", ".status.aliases")]
[PrinterColumn("Metric", ".status.headline")]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message")]
public sealed record ModelVersion() : KubernetesObject(SlipwayApi.GroupVersion, "ModelVersion"), ISlipwayObject<ModelVersionStatus>
{
    /// <summary>The record.</summary>
    public required ModelVersionSpec Spec { get; init; }

    /// <summary>Whether the version may be served.</summary>
    public ModelVersionStatus? Status { get; init; }
}

/// <summary>The record of one trained model; never changed, but for <see cref="Decisions"/>, to which people append.</summary>
public sealed record ModelVersionSpec
{
    /// <summary>Model family.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(50, MinimumLength = 1)]
    public required string Model { get; init; }

    /// <summary>Version within the family.</summary>
    [RegularExpression("^v[0-9]+$")]
    public required string Version { get; init; }

    /// <summary>Team or person that answers for the model.</summary>
    public string? Owner { get; init; }

    /// <summary>What it predicts.</summary>
    public LearningTask Task { get; init; }

    /// <summary>The model file.</summary>
    public required ModelArtifact Artifact { get; init; }

    /// <summary>The trees in the learner's own form, which later versions may begin from; never served.</summary>
    public BoosterFile? Booster { get; init; }

    /// <summary>URI of the model's manifest. Default: <c>manifest.json</c> beside the file.</summary>
    public string? ManifestUri { get; init; }

    /// <summary>Credentials of the store.</summary>
    public SecretReference? SecretRef { get; init; }

    /// <summary>Every digest that the model came from.</summary>
    public ModelProvenance? Provenance { get; init; }

    /// <summary>The resolved configuration that the digest in <see cref="Provenance"/> was taken over, without what is not set: data, features, label, task, hyperparameters, trainer, evaluation, gates.</summary>
    [FreeForm]
    public JsonObject? Configuration { get; init; }

    /// <summary>How it came; for models that were trained elsewhere.</summary>
    public ImportedModel? Imported { get; init; }

    /// <summary>Kubernetes users who may approve it where no TrainingJob of the family names any.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>What people decided about it: approvals, aliases, holds. Append-only; each entry by whom it names. No part of the record that never changes.</summary>
    public IReadOnlyList<RecordedDecision>? Decisions { get; init; }

    /// <summary>Inputs that the server looks up by entity when a request does not carry them.</summary>
    public IReadOnlyList<ModelLookup>? Lookups { get; init; }

    /// <summary>Inputs that the server computes from the newest events of an entity when a request does not carry them.</summary>
    public IReadOnlyList<ModelWindow>? Windows { get; init; }

    /// <summary>Probability from which the positive class is the label; binary tasks alone.</summary>
    public double? Threshold { get; init; }

    /// <summary>Metrics on the test split at training time.</summary>
    public IReadOnlyList<MetricValue>? Metrics { get; init; }

    /// <summary>What it gave for each row of the evaluation sets; later versions are compared with it while it is in use.</summary>
    public IReadOnlyList<ReferenceResults>? References { get; init; }

    /// <summary>The report on its features.</summary>
    public FeatureSummary? Features { get; init; }

    /// <summary>The model card: the page for people who have to decide whether the version may serve.</summary>
    public ModelCardFile? Card { get; init; }

    /// <summary>How the gates of the TrainingJob ended.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }

    /// <summary>Comparison of the file with the learner that made it.</summary>
    public Parity? Parity { get; init; }
}

/// <summary>Whether a version may be served.</summary>
public sealed record ModelVersionStatus : ISlipwayStatus
{
    /// <summary>Generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready, Reconciling, Stalled, Evaluated, GatesPassed; Approved, where there are approvers; HistoryIntact, where there are decisions; UpstreamCurrent: whether the models that its features read are those that it learned from; TrainedOnDeletedData: there while the data that it learned from is to be deleted.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Digest of the spec when it was first seen; a spec with another digest was changed and is not trusted.</summary>
    public string? SpecDigest { get; init; }

    /// <summary>Aliases that point to it.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>Reason of the legal hold that it is under.</summary>
    public string? LegalHold { get; init; }

    /// <summary>The decisions of people as the operator took them on record, oldest first. What was taken stays, whatever becomes of <c>spec.decisions</c>.</summary>
    public IReadOnlyList<AcceptedDecision>? Decisions { get; init; }

    /// <summary>Whether it can be trained again here: a TrainingJob made it. False: it was imported.</summary>
    public bool? Retrainable { get; init; }

    /// <summary>How an imported model was measured.</summary>
    public ImportStatus? Import { get; init; }

    /// <summary>The task's first metric with its value, for people.</summary>
    public string? Headline { get; init; }

    /// <summary>URI of the model card.</summary>
    public string? Card { get; init; }

    /// <summary>Deletion requests, as <c>dataset/request</c>, whose rows the data that it learned from may hold.</summary>
    public IReadOnlyList<string>? HoldsDeleted { get; init; }

    /// <summary>Names of the ModelVersions whose features read its predictions.</summary>
    public IReadOnlyList<string>? UpstreamOf { get; init; }

    /// <summary>Names of the Rollouts that serve it.</summary>
    public IReadOnlyList<string>? ServedBy { get; init; }
}
