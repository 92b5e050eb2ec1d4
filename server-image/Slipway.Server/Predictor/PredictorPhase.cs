namespace Slipway.Server.Predictor;

/// <summary>Stages in the life of a predictor.</summary>
internal enum PredictorPhase
{
    /// <summary>Fetching, verifying or warming up.</summary>
    Loading,

    /// <summary>Answers requests.</summary>
    Ready,

    /// <summary>The configured model cannot be served; only another configuration helps.</summary>
    Failed,

    /// <summary>Stopping; still answers what arrives.</summary>
    Draining,
}
