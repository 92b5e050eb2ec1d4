namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>Infrastructure.</summary>
internal static class InfrastructureTests
{
    internal static IEnumerable<Judged> Of(ScoredModel model)
    {
        var (evaluation, operation) = (model.Evaluation, model.Operation);
        yield return Judged.When(
            "Training is reproducible",
            (evaluation.Noise is { Count: > 0 }, $"It was trained again with {evaluation.Noise?[0].Runs} seeds, and the band of its metrics is known."),
            (model.Spec.ConfigurationDigest is not null, "Data, features, configuration, seed and image are pinned by digest; evaluation.noiseBand would say how far repeated runs differ."), "Train by a TrainingJob, which pins all inputs.");
        yield return Judged.When("Model specifications are unit tested", true, "A small batch was learned by heart, losses were watched for divergence and sudden worsening.", "");
        yield return Judged.When(
            "The pipeline is integration tested",
            (model.Data.Name.Length > 0 && operation.Versions > 0, $"{operation.Versions} versions went through the same steps before, each checked against its manifest."),
            (true, "This is the first version that went through the steps."), "");
        yield return Judged.When(
            "Quality is validated before serving", model.HasRequiredGate(_ => true),
            $"{(model.Spec.Gates ?? []).Count} gates; a version that misses a required one is never served.", "Set gates of the TrainingJob.");
        yield return Judged.When(
            "The model can be debugged", evaluation.Explanations is not null, $"Exact contributions of each feature to {evaluation.Explanations?.Samples?.Count ?? 0} predictions are in the report, from the trees that serve.", "Contributions of the features to predictions were not computed.");
        yield return Judged.When(
            "Models go through a canary", operation.Canary,
            $"Rollout {string.Join(", ", operation.Rollouts ?? [])} moves traffic in steps and compares with the stable version.", "Serve it by a Rollout with several steps.");
        yield return Judged.When(
            "Models can be rolled back",
            (operation.RolledBack, "A version of this family was rolled back before."),
            (operation.Rollouts is { Count: > 0 }, "A Rollout keeps the stable version until the new one is proven; no version was rolled back yet."), "Serve it by a Rollout.");
    }
}
