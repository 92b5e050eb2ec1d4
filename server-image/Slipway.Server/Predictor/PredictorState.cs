namespace Slipway.Server.Predictor;

/// <summary>What this server is able to do at the moment, and why it is not able to do more.</summary>
internal sealed class PredictorState : IDisposable
{
    private volatile Snapshot current = new(PredictorPhase.Loading, null, "the model is being loaded");

    public PredictorPhase Phase => current.Phase;

    /// <summary>The loaded model, also while the server drains.</summary>
    public Serving? Serving => current.Serving;

    /// <summary>Why the server is not ready; empty when it is.</summary>
    public string Reason => current.Reason;

    public void Loaded(Serving serving) => current = new(PredictorPhase.Ready, serving, "");

    /// <summary>Still trying.</summary>
    public void Waiting(string reason) => current = new(PredictorPhase.Loading, null, reason);

    /// <summary>Given up: what was configured can never be served.</summary>
    public void Refused(string reason) => current = new(PredictorPhase.Failed, null, reason);

    public void Drain() => current = new(PredictorPhase.Draining, current.Serving, "the server is stopping");

    public void Dispose() => current.Serving?.Model.Dispose();

    private sealed record Snapshot(PredictorPhase Phase, Serving? Serving, string Reason);
}
