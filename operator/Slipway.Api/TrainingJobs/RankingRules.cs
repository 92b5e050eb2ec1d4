using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>What belongs to a Ranking task, and what does not.</summary>
internal static class RankingRules
{
    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Task != LearningTask.Ranking)
        {
            errors.AddIf(spec.Qid is not null, "spec.qid", spec.Qid, $"is for Ranking tasks; remove it, since task is {spec.Task}");
            return;
        }

        errors.AddIf(string.IsNullOrWhiteSpace(spec.Qid), "spec.qid", spec.Qid, "names no column; a Ranking task needs the one whose rows with the same value are one query, such as search_id");
        errors.AddIf(spec.Qid is not null && spec.Qid == spec.Label, "spec.qid", spec.Qid, "is the label too; name the column of the query");
        errors.AddIf(spec.Evaluation.SliceFinder is not null, "spec.evaluation.sliceFinder", null, "compares the losses of rows, and a Ranking is judged by its queries; remove it");
        errors.AddIf(spec.Imbalance is not null, "spec.imbalance", null, "weighs classes; remove it, since task is Ranking");
    }
}
