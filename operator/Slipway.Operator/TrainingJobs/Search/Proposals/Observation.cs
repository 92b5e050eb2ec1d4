using System.Text.Json;

namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>A trial that was measured.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Parameters">Its hyperparameters.</param>
/// <param name="Rounds">Rounds that it had.</param>
/// <param name="Goodness">Its objectives, each so that larger is better.</param>
internal sealed record Observation(int Trial, IReadOnlyDictionary<string, JsonElement> Parameters, int Rounds, IReadOnlyList<double> Goodness);
