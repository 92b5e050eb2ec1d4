namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>Monitoring.</summary>
internal static class MonitoringTests
{
    internal static IEnumerable<Judged> Of(ScoredModel model)
    {
        var (evaluation, operation) = (model.Evaluation, model.Operation);
        var served = operation.Rollouts is { Count: > 0 };
        yield return Judged.When(
            "Changes of dependencies notify", model.Spec.ConfigurationDigest is not null,
            "Data, features and upstream models are pinned by digest; conditions and events tell when a newer one is there.", "Train by a TrainingJob, which pins all inputs.");
        var expectations = evaluation.Expectations?.Count ?? 0;
        yield return Judged.When(
            "Data invariants hold in serving",
            (served && expectations > 0, $"{expectations} expectations are counted by the served model."),
            (expectations > 0, $"{expectations} expectations are inside the model file; it is not served yet."), "Set expectations of the features; the server counts where they are broken.");
        yield return Judged.When(
            "Training and serving are not skewed", evaluation.Parity is not null,
            $"The file that serves computes the features itself and gave what the learner gave for {evaluation.Parity?.Rows} rows.", "Let the built-in trainer export the features.");
        yield return Judged.When(
            "Models are not too stale",
            (evaluation.Freshness is not null && model.Spec.PreviousFeatures is not null, "What a model loses by its age is measured, and drift of the features since the version in use."),
            (model.Data.EventTimeMax is not null, $"The newest row is of {model.Data.EventTimeMax:yyyy-MM-dd}; what age costs is not measured (evaluation.freshness)."), "Declare eventTime of the Dataset.");
        yield return Judged.When(
            "The model is numerically stable", evaluation.Parity is not null,
            "A metric that is no number ends the run, and the exported file was compared with the learner on missing and extreme values.", "Let the built-in trainer export the model.");
        yield return Judged.When(
            "Speed and memory are watched",
            (served, "The run's rows per second are on record, and routers measure the latency of each version."),
            (true, "The run's rows per second are on record; it is not served yet."), "");
        yield return Judged.When(
            "Quality is watched on live data",
            (operation is { PredictionLogs.Count: > 0 }, $"Predictions are joined with what became of them in {string.Join(", ", operation.PredictionLogs ?? [])}."),
            (operation.Canary, "Error rates of versions are compared while traffic moves."), "Make a Dataset from the prediction log of its Rollout.");
    }
}
