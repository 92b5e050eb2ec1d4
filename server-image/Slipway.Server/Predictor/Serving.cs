using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor;

/// <summary>A loaded model with what it takes to answer for it.</summary>
internal sealed record Serving(ServedModel Model, ModelMetrics Metrics, Inferer Inferer);
