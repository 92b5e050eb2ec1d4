using Slipway.DuckDb;
using Slipway.OnnxRuntime;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training;

/// <summary>The engines that took part, with their versions.</summary>
internal static class Engines
{
    internal static IReadOnlyDictionary<string, string> Versions() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["duckdb"] = Database.EngineVersion.TrimStart('v'),
        ["onnxruntime"] = OrtEngine.Version,
        ["slipway"] = typeof(Engines).Assembly.GetName().Version!.ToString(3),
        ["xgboost"] = XGBoostLibrary.Version.ToString(3),
    };
}
