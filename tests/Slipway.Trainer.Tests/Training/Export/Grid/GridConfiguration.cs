namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>One way to train a model whose exported graph must give what XGBoost gives.</summary>
/// <param name="Objective">XGBoost's objective.</param>
/// <param name="Parameters">Further parameters, `name=value` apart by spaces.</param>
/// <param name="Rounds">Rounds trained.</param>
/// <param name="Used">Rounds that count, as early stopping leaves them; 0 is all.</param>
/// <param name="Missing">Share of values that are missing.</param>
/// <param name="Categorical">Whether the first two columns hold codes of categories.</param>
/// <param name="Targets">Labels of each row.</param>
public sealed record GridConfiguration(
    string Objective, string Parameters = "", int Rounds = 10, int Used = 0, double Missing = 0.1, bool Categorical = false, int Targets = 1)
{
    internal string this[string parameter, string missing] =>
        Parameters.Split(' ').FirstOrDefault(part => part.StartsWith(parameter + "=", StringComparison.Ordinal))?.Split('=')[1] ?? missing;

    /// <summary>What it is called in lists and in the names of tests.</summary>
    public override string ToString() => string.Join(' ', new[]
    {
        Objective, Parameters, Used > 0 ? $"best={Used}/{Rounds}" : "", Missing == 0.1 ? "" : FormattableString.Invariant($"missing={Missing}"), Categorical ? "categorical" : "", Targets > 1 ? $"targets={Targets}" : "",
    }.Where(part => part.Length > 0));
}
