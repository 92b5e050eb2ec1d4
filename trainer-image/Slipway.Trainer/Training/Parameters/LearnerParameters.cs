using System.Globalization;
using Slipway.Trainer.Training.WarmStarts;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>How XGBoost will be run.</summary>
/// <param name="Booster">Parameters that go to XGBoost itself.</param>
/// <param name="Rounds">Boosting rounds at most.</param>
/// <param name="EarlyStoppingRounds">Stop when the validation metric has not improved for so many rounds; null never stops early.</param>
/// <param name="Warnings">What the user should know.</param>
internal sealed record LearnerParameters(
    IReadOnlyDictionary<string, string> Booster, int Rounds, int? EarlyStoppingRounds, IReadOnlyList<string> Warnings)
{
    /// <summary>Metrics computed after each round; early stopping follows the last, as in XGBoost.</summary>
    internal required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>Largest number of bins of a feature, for the binned matrix.</summary>
    internal int MaxBin => Booster.TryGetValue("max_bin", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 256;

    /// <summary>The trees to begin from; null begins from nothing.</summary>
    internal ParentBooster? Parent { get; init; }

    /// <summary>Whether XGBoost draws random numbers while it grows trees.</summary>
    internal bool DrawsRandomNumbers => IsBelowOne("subsample") || IsBelowOne("colsample_bytree") || IsBelowOne("colsample_bylevel") || IsBelowOne("colsample_bynode") || Booster.GetValueOrDefault("booster") == "dart";

    /// <summary>The same, learned from nothing.</summary>
    internal LearnerParameters FromNothing => this with { Parent = null };

    /// <summary>The same with another seed.</summary>
    internal LearnerParameters WithSeed(long seed) => this with { Booster = new Dictionary<string, string>(Booster) { ["seed"] = SeedText(seed) } };

    /// <summary>A seed as XGBoost takes it, which reads 31 bits.</summary>
    internal static string SeedText(long seed) => (seed & int.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the trees are grown on bins, which needs an eighth of the memory.</summary>
    internal bool Binned => Booster["tree_method"] is "hist" or "gpu_hist";

    private bool IsBelowOne(string name) => Booster.TryGetValue(name, out var text) && double.Parse(text, CultureInfo.InvariantCulture) < 1;
}
