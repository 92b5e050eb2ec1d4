namespace Slipway.XGBoost.Model;

/// <summary>A tree model as XGBoost saved it, ready to be evaluated elsewhere: trees, intercept and the transformation of margins.</summary>
/// <param name="Version">XGBoost that wrote it.</param>
/// <param name="Objective">XGBoost's name of the objective.</param>
/// <param name="FeatureCount">Number of columns.</param>
/// <param name="FeatureNames">Names of the columns; empty when none were set.</param>
/// <param name="BaseMargins">Intercept of each output, as margin.</param>
/// <param name="Trees">Trees of the rounds that count.</param>
/// <param name="Transform">How margins become predictions.</param>
public sealed record XGBoostModel(
    Version Version,
    string Objective,
    int FeatureCount,
    IReadOnlyList<string> FeatureNames,
    IReadOnlyList<float> BaseMargins,
    IReadOnlyList<Tree> Trees,
    MarginTransform Transform)
{
    /// <summary>Number of outputs: 1, or the number of classes or targets.</summary>
    public int Outputs => BaseMargins.Count;

    /// <summary>Reads a model saved as JSON by XGBoost 1.7 to 3.x.</summary>
    /// <param name="json">Result of <see cref="Booster.SaveModel"/>.</param>
    /// <param name="rounds">Keep the trees of the first rounds only (best iteration + 1 after early stopping); 0 keeps those up to the model's
    /// attribute best_iteration, or all without it.</param>
    /// <exception cref="XGBoostException">The model holds something that is not supported (linear booster, vector leaves, own objective).</exception>
    public static XGBoostModel Read(ReadOnlyMemory<byte> json, int rounds = 0) => ModelReader.Read(json, rounds);
}
