using System.Globalization;
using System.Text.Json;
using Slipway.Storage;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.WarmStarts;

/// <summary>What the trees of a version mean, kept inside their file, so that the file's digest vouches for it.</summary>
/// <param name="FeatureDigest">Digest of the feature definition.</param>
/// <param name="Fitted">Digest of <c>features.json</c>, the statistics that the features took from the train split.</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="Classes">Classes in the order of their numbers; none for a regression.</param>
/// <param name="Objective">XGBoost's objective.</param>
/// <param name="Booster">XGBoost's booster.</param>
/// <param name="ParallelTrees">Trees of each round and class.</param>
internal sealed record BoosterDescription(
    string FeatureDigest, string Fitted, int Columns, IReadOnlyList<string> Classes, string Objective, string Booster, int ParallelTrees)
{
    private const string Prefix = "slipway_";

    internal static BoosterDescription Of(string featureDigest, string fitted, int columns, Target target, LearnerParameters parameters) => new(
        featureDigest, Digest.Of(System.Text.Encoding.UTF8.GetBytes(fitted)), columns, target.Classes, parameters.Booster["objective"],
        parameters.Booster.GetValueOrDefault("booster", "gbtree"), int.Parse(parameters.Booster.GetValueOrDefault("num_parallel_tree", "1"), CultureInfo.InvariantCulture));

    internal void WriteTo(Booster booster)
    {
        foreach (var (name, value) in Entries()) booster.SetAttribute(Prefix + name, value);
    }

    /// <summary>What is said inside a booster; null when nothing is.</summary>
    internal static BoosterDescription? ReadFrom(Booster booster)
    {
        string? Text(string name) => booster.GetAttribute(Prefix + name);
        if (Text("feature_digest") is not { } features || Text("fitted") is not { } fitted || Text("classes") is not { } classes || Text("objective") is not { } objective) return null;
        return new BoosterDescription(
            features, fitted, Number(Text("columns")), JsonSerializer.Deserialize(classes, BoosterJson.Default.StringArray) ?? [], objective, Text("booster") ?? "gbtree", Number(Text("num_parallel_tree")));
    }

    private IEnumerable<(string Name, string Value)> Entries()
    {
        yield return ("feature_digest", FeatureDigest);
        yield return ("fitted", Fitted);
        yield return ("columns", Columns.ToString(CultureInfo.InvariantCulture));
        yield return ("classes", JsonSerializer.Serialize([.. Classes], BoosterJson.Default.StringArray));
        yield return ("objective", Objective);
        yield return ("booster", Booster);
        yield return ("num_parallel_tree", ParallelTrees.ToString(CultureInfo.InvariantCulture));
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class BoosterJson : System.Text.Json.Serialization.JsonSerializerContext;
