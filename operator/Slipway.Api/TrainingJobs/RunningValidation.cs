using Slipway.Api.Validation;

namespace Slipway.Api.TrainingJobs;

/// <summary>What is wrong with how a run is saved and what it begins from.</summary>
internal static class RunningValidation
{
    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        errors.AddIf(
            spec.Checkpoint is { Interval.Value: var interval } && interval < TimeSpan.FromSeconds(1), "spec.checkpoint.interval", spec.Checkpoint?.Interval, "must be 1s or longer, such as 5m: writing takes time, too");
        errors.AddIf(
            spec.WarmStart is not null && (spec.Ensemble is not null || spec.Compression is not null),
            "spec.warmStart", spec.WarmStart?.From, "goes on from the trees of one model; remove it, or spec.ensemble and spec.compression");
        if (spec.Trainer?.Image is null) return;
        errors.AddIf(spec.WarmStart is not null, "spec.warmStart", spec.WarmStart?.From, "is for the built-in trainer, whose trees it goes on from; remove it, or remove spec.trainer.image");
        errors.AddIf(spec.Checkpoint is not null, "spec.checkpoint", null, "is for the built-in trainer; an image of your own saves under output by itself, see docs/trainer-contract.md");
    }
}
