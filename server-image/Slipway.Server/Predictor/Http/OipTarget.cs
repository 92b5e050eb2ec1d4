namespace Slipway.Server.Predictor.Http;

/// <summary>What a request to a predictor is about.</summary>
internal enum OipTarget
{
    Unknown,
    Server,
    Live,
    Ready,
    Models,
    ModelMetadata,
    ModelReady,
    Infer,
    Events,
    Metrics,
    Status,
}
