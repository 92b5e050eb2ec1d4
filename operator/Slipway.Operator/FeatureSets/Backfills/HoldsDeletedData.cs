using Slipway.Api.FeatureSets;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.FeatureSets.Backfills;

/// <summary>The condition HoldsDeletedData: there while a backfill's file of features may hold rows whose deletion is due. It keeps nobody from using the definition.</summary>
internal static class HoldsDeletedData
{
    public const string Name = "HoldsDeletedData";

    /// <returns>The backfill with the requests, as <c>dataset/request</c>.</returns>
    public static BackfillStatus Mark(FeatureSetWorld world, ConditionDraft conditions, BackfillStatus backfill)
    {
        var held = DeletedData.Of(Pins.All(backfill.Dataset, backfill.JoinedDatasets), world.Find, backfill.HoldsDeleted);
        if (held is null)
        {
            conditions.Remove(Name);
            return backfill with { HoldsDeleted = null };
        }

        var folder = backfill.ReportUri is { } report ? report[..(report.LastIndexOf('/') + 1)] : "its output";
        conditions.Set(Name, true, "DeletionDue",
            $"backfill {backfill.Job} read versions that may hold rows of deletion {(held.Count == 1 ? "request" : "requests")} {Summary.Of([.. held.Select(request => $"'{request}'")])}; "
            + $"delete {folder}, and set the annotation slipway.dev/refresh to compute the features over a version without them");
        return backfill with { HoldsDeleted = held };
    }
}
