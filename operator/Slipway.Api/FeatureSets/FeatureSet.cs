using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api.FeatureSets;

/// <summary>Features defined once, for training and serving alike.</summary>
[CustomResource("featuresets", "sfs")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Dataset", ".spec.dataset")]
[PrinterColumn("Features", ".status.features", "integer")]
[PrinterColumn("Digest", ".status.shortDigest")]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message")]
public sealed record FeatureSet() : KubernetesObject(SlipwayApi.GroupVersion, "FeatureSet"), ISlipwayObject<FeatureSetStatus>
{
    /// <summary>The definition.</summary>
    public required FeatureSetSpec Spec { get; init; }

    /// <summary>What is known of the definition.</summary>
    public FeatureSetStatus? Status { get; init; }
}

/// <summary>The definition of features.</summary>
public sealed record FeatureSetSpec
{
    /// <summary>Team or person that answers for the features.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string Owner { get; init; }

    /// <summary>What the features are for.</summary>
    public string? Description { get; init; }

    /// <summary>Name of the Dataset, or <c>namespace/name</c> where that namespace grants it, whose columns the expressions read.</summary>
    public required string Dataset { get; init; }

    /// <summary>What happens when the meaning of a feature changes while models are trained with it.</summary>
    public ChangePolicy ChangePolicy { get; init; }

    /// <summary>Computes the features over a period of the past first; until that is done and covers what it has to, no TrainingJob uses the definition. Absent: it is used at once.</summary>
    public Backfill? Backfill { get; init; }

    /// <summary>Columns of other datasets, each as it was known at the event time of the row.</summary>
    public IReadOnlyList<FeatureJoin>? Joins { get; init; }

    /// <summary>The features, in the order of the model's inputs.</summary>
    [ListMapKeys("name"), MinLength(1)]
    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>Tables of rates, such as those of currencies, which expressions look up as of a moment.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<RateTable>? RateTables { get; init; }
}

/// <summary>What happens when the meaning of a feature changes while models are trained with it.</summary>
public enum ChangePolicy
{
    /// <summary>The new definition counts for new runs; models keep the one that they were trained with.</summary>
    NewVersion,

    /// <summary>The new definition is refused, with the models that use the old one.</summary>
    Refuse,
}

/// <summary>What is known of a feature definition.</summary>
public sealed record FeatureSetStatus : ISlipwayStatus
{
    /// <summary>Generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>
    /// Ready, Reconciling, Stalled; Backfilled: whether features were computed over the past, where <c>spec.backfill</c> asks for it; UpstreamCurrent: whether the models that features
    /// read are well and those that were learned from.
    /// </summary>
    [ListMapKeys("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Digest of the definition's meaning; pinned by models and verified at load.</summary>
    public string? Digest { get; init; }

    /// <summary>First twelve characters of the digest, for people.</summary>
    public string? ShortDigest { get; init; }

    /// <summary>Number of features.</summary>
    public int? Features { get; init; }

    /// <summary>Raw columns that a request has to carry, and those that it may.</summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>The backfill that ran last or runs now.</summary>
    public BackfillStatus? Backfill { get; init; }

    /// <summary>What the newest version of each model family saw of the features, those with the present definition alone.</summary>
    [ListMapKeys("modelVersion")]
    public IReadOnlyList<FeatureSetStatistics>? Statistics { get; init; }

    /// <summary>Columns that training reads, of the Dataset and of those that are joined.</summary>
    public IReadOnlyList<ColumnsRead>? Reads { get; init; }

    /// <summary>Names of the ModelVersions that were trained with this or an earlier definition.</summary>
    public IReadOnlyList<string>? UsedBy { get; init; }
}

/// <summary>What one version saw of the features.</summary>
public sealed record FeatureSetStatistics
{
    /// <summary>Name of the ModelVersion.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Its report.</summary>
    public required FeatureSummary Report { get; init; }
}

/// <summary>Columns of one Dataset that a definition reads.</summary>
public sealed record ColumnsRead
{
    /// <summary>The Dataset, as the definition names it.</summary>
    public required string Dataset { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
}
