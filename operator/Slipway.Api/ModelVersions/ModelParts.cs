using System.Text.Json.Nodes;

namespace Slipway.Api.ModelVersions;

/// <summary>Which of the three changed between two versions: the architecture, the definition, or only the trained model. Pure.</summary>
/// <param name="Architecture">What differs in how it learns at all: task, learner, ensemble, compression, booster, objective. Empty: nothing.</param>
/// <param name="Definition">What differs in what it is told to learn: features, label, all other settings. Empty: nothing.</param>
/// <param name="Trained">Whether the files differ: other data, another seed, or another run.</param>
/// <param name="IsKnown">Whether both records have their configuration; versions of before it was recorded do not.</param>
public sealed record ModelParts(IReadOnlyList<SettingChange> Architecture, IReadOnlyList<SettingChange> Definition, bool Trained, bool IsKnown)
{
    // What a run reads or is judged by makes no other definition of the model.
    private static readonly string[] OfTheRun = ["dataset", "joinedDatasets", "evaluationSets", "views", "upstream", "seed", "workers", "evaluation", "gates", "model"];

    /// <summary>The parts of two versions.</summary>
    public static ModelParts Between(ModelVersionSpec before, ModelVersionSpec after)
    {
        var changes = ConfigurationDifference.Between(Without(before.Configuration), Without(after.Configuration));
        var ofArchitecture = changes.Where(IsOfArchitecture).ToList();
        if (before.Task != after.Task && ofArchitecture.TrueForAll(change => change.Path != "task")) ofArchitecture.Add(new SettingChange("task", before.Task.ToString(), after.Task.ToString()));
        return new ModelParts(
            ofArchitecture, [.. changes.Where(change => !IsOfArchitecture(change))], before.Artifact.Digest != after.Artifact.Digest, before.Configuration is not null && after.Configuration is not null);
    }

    private static bool IsOfArchitecture(SettingChange change) =>
        change.Path is "task" or "hyperparameters.booster" or "hyperparameters.objective" || change.Path.Split('.', '[')[0] is "trainer" or "ensemble" or "compression";

    private static JsonObject? Without(JsonObject? configuration)
    {
        if (configuration is null) return null;
        var rest = (JsonObject)configuration.DeepClone();
        foreach (var name in OfTheRun) rest.Remove(name);
        return rest;
    }
}
