using System.Text;
using System.Text.Json;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.WarmStarts;

/// <summary>The version that a run begins from: its trees, and the statistics of its features, which the trees were grown on and must keep.</summary>
/// <param name="Start">What was pinned.</param>
/// <param name="Booster">The trees.</param>
/// <param name="Description">What they mean.</param>
/// <param name="Fitted">The statistics of its features.</param>
internal sealed record ParentModel(WarmStart Start, ParentBooster Booster, BoosterDescription Description, FittedParameters Fitted)
{
    private const string Reason = "WarmStartRefused";

    /// <exception cref="StepException">A file is not the one that was pinned.</exception>
    internal static async Task<ParentModel?> OpenAsync(TrainSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        if (spec.WarmStart is not { } start) return null;
        if (spec.Ensemble is not null || spec.Compression is not null)
            throw Refused("warmStart goes on from the trees of one model; ensemble and compression make several or smaller ones of it.", "Remove warmStart, or ensemble and compression.");
        var uri = ObjectUri.Parse(start.Booster.Uri);
        var bytes = await context.Store.ReadAllAsync(uri, cancellationToken);
        if (Digest.Of(bytes) != start.Booster.Digest) throw Refused($"{uri} has digest {Digest.Of(bytes)} and not {start.Booster.Digest}, by which version {start.Version} names it.", "Restore the file, or begin from another version.");
        var description = Read(start, bytes);
        var features = uri.Resolve("../features.json");
        var text = await context.Store.ReadAllAsync(features, cancellationToken);
        if (Digest.Of(text) != description.Fitted) throw Refused($"{features} is not the file that the trees of version {start.Version} were grown on.", "Restore the file, or begin from another version.");
        context.Progress.Report($"begins from {start.Version}: {start.Booster.Rounds} rounds");
        return new ParentModel(start, new ParentBooster(bytes, start.Booster.Rounds), description, FittedParameters.FromJson(Encoding.UTF8.GetString(text)));
    }

    /// <summary>The learner's parameters with the trees to begin from.</summary>
    /// <exception cref="StepException">These trees do not fit what is to be learned.</exception>
    internal LearnerParameters Continue(LearnerParameters parameters, Target target, string featureDigest)
    {
        var wanted = BoosterDescription.Of(featureDigest, "", Description.Columns, target, parameters);
        Require("features", "the feature definition", Description.FeatureDigest, wanted.FeatureDigest);
        Require("hyperparameters.objective", "the objective", Description.Objective, wanted.Objective);
        Require("hyperparameters.booster", "the booster", Description.Booster, wanted.Booster);
        Require("hyperparameters.num_parallel_tree", "num_parallel_tree", $"{Description.ParallelTrees}", $"{wanted.ParallelTrees}");
        Require("label", "the list of classes", Text(Description.Classes), Text(wanted.Classes));
        var settings = parameters.Booster.Where(setting => setting.Key != "base_score").ToDictionary();
        return parameters with
        {
            Booster = settings, Parent = Booster,
            Warnings = settings.Count == parameters.Booster.Count ? parameters.Warnings : [.. parameters.Warnings, $"base_score is left as it is in {Start.Version}, which the model begins from."],
        };
    }

    private void Require(string field, string what, string parent, string wanted)
    {
        if (parent == wanted) return;
        throw Refused(
            $"{field}: {what} of version {Start.Version}, which the model is to begin from, is {parent}, and {wanted} is wanted now: trees of one mean nothing in the other.",
            "Remove warmStart for this run so that the model is learned from nothing, or go back to the former definition.");
    }

    private static BoosterDescription Read(WarmStart start, byte[] bytes)
    {
        try
        {
            using var booster = new Booster([]);
            booster.LoadModel(bytes);
            if (booster.Rounds != start.Booster.Rounds) throw Refused($"The trees of version {start.Version} have {booster.Rounds} rounds and not the {start.Booster.Rounds} on record.", "Begin from another version.");
            return BoosterDescription.ReadFrom(booster) ?? throw Refused($"The trees of version {start.Version} do not say what they were grown on.", "Begin from a version that the built-in trainer made.");
        }
        catch (XGBoostException unreadable)
        {
            throw StepException.Invalid(Reason, $"The trees of version {start.Version} cannot be read by XGBoost {XGBoostLibrary.Version}: {unreadable.Message}", "Begin from a version that this or an older library made.", unreadable);
        }
    }

    private static string Text(IReadOnlyList<string> classes) => classes.Count == 0 ? "none" : $"[{string.Join(", ", classes)}]";

    private static StepException Refused(string message, string remedy) => StepException.Invalid(Reason, message, remedy);
}
