using Slipway.Server.Predictor.Events.Windows;
using Slipway.Server.Predictor.Loading;
using Slipway.Server.Predictor.Lookups;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Fills the inputs that a request did not carry: from lookup files, then from windows of events.</summary>
internal sealed class InputFiller(ModelSchema schema, IReadOnlyList<LookupSlot> files, IReadOnlyList<WindowSlot> windows, TimeProvider clock)
{
    private readonly LookupFiller? lookups = files.Count == 0 ? null : new LookupFiller(schema, files, clock);
    private readonly WindowFiller? events = windows.Count == 0 ? null : new WindowFiller(schema, windows, clock);

    /// <exception cref="RequestRefusedException">A required input has no value in a row.</exception>
    public void Fill(InferRequest request)
    {
        lookups?.Fill(request);
        events?.Fill(request);
    }
}
