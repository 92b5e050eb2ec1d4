using Slipway.Contracts.Training;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Evaluation.Curves;

/// <summary>Quality against the number of rows: the model again on a half, a quarter and so on of the train split.</summary>
internal static class LearningCurveStudy
{
    /// <summary>Fewer rows than this teach nothing that a curve could show.</summary>
    private const int FewestRows = 20;

    internal static LearningCurve Measure(RunContext run, Retraining retraining, LearningCurvePolicy policy, CancellationToken cancellationToken)
    {
        var whole = retraining.Whole(cancellationToken);
        var points = new List<LearningCurvePoint>();
        for (var halving = policy.Points; halving >= 1; halving--)
        {
            var share = Math.Pow(2, -halving);
            if (whole.Rows * share < FewestRows) continue;
            run.Report($"training again on {share:0.###} of the rows");
            var part = retraining.OnPart(share, run.Spec.Seed, cancellationToken);
            if (double.IsFinite(part.Value)) points.Add(new LearningCurvePoint(share, part.Rows, part.Value));
        }

        return new LearningCurve(retraining.Metric, retraining.Split, [.. points, new LearningCurvePoint(1, whole.Rows, whole.Value)]);
    }
}
