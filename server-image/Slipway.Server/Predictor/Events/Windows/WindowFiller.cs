using Slipway.Lookups;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;
using Slipway.Server.Predictor.Lookups;

namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>Fills inputs that a request did not carry with aggregates of the newest events of each row's entity.</summary>
/// <remarks>
/// Guarantees: an input that was sent is left as it is. All rows of a request have the window of one moment, the server's clock. A window is either whole or missing: while the log
/// has not been read up to its end, all values are missing and none is too small.
/// </remarks>
internal sealed class WindowFiller
{
    private readonly OneWindow[] windows;
    private readonly TimeProvider clock;

    /// <exception cref="ModelRefusedException">An input does not take numbers.</exception>
    public WindowFiller(ModelSchema schema, IReadOnlyList<WindowSlot> slots, TimeProvider clock)
    {
        windows = [.. slots.Select(slot => new OneWindow(schema, slot))];
        this.clock = clock;
    }

    /// <exception cref="RequestRefusedException">A required input has no value in a row.</exception>
    public void Fill(InferRequest request)
    {
        var now = SlideClock.Microseconds(clock.GetUtcNow());
        Span<byte> buffer = stackalloc byte[512];
        foreach (var window in windows) window.Fill(request, now, buffer);
    }

    private sealed class OneWindow
    {
        private readonly WindowSlot slot;
        private readonly EntityInputs entity;
        private readonly (int Position, TensorSpec Spec)[] targets;

        public OneWindow(ModelSchema schema, WindowSlot slot)
        {
            this.slot = slot;
            entity = new EntityInputs(schema, slot.Definition.Entity);
            targets = [.. slot.Definition.Inputs.Select(input => schema.PositionOf(input.Input)).Select(position => (position, schema.Accepted[position]))];
            if (targets.FirstOrDefault(target => target.Spec.ElementType != OrtElementType.Double) is { Spec: { } other })
                throw new ModelRefusedException($"the manifest fills the input \"{other.Name}\" from a window, which gives FP64; the model has it as {other.Datatype}");
        }

        public void Fill(InferRequest request, long now, Span<byte> buffer)
        {
            if (slot.Current is not { } binding || SentAll(request)) return;
            var end = binding.State.Clock.EndAt(now);
            var complete = binding.State.IsComplete(end);
            var texts = entity.Texts(request);
            foreach (var (position, _) in targets)
                if (!request.Sent[position]) request.Missing[position] = 0;
            Span<double> total = binding.State.Width <= 256 ? stackalloc double[binding.State.Width] : new double[binding.State.Width];
            for (var row = 0; row < request.Rows; row++)
            {
                var key = entity.KeyOf(request, texts, row, buffer);
                var known = complete && key.IsComplete;
                if (known) binding.State.Read(key.Bytes, end, total);
                var series = slot.Series;
                (!key.IsComplete ? series.NoEntity : !complete ? series.Stale : TileLayout.Events(total) > 0 ? series.Found : series.Empty).Add();
                for (var input = 0; input < targets.Length; input++)
                    if (!request.Sent[targets[input].Position]) Set(request, row, input, known ? binding.Value(input, total) : double.NaN, stale: key.IsComplete && !complete);
            }
        }

        private bool SentAll(InferRequest request)
        {
            foreach (var (position, _) in targets)
                if (!request.Sent[position]) return false;
            return true;
        }

        private void Set(InferRequest request, int row, int input, double value, bool stale)
        {
            var (position, spec) = targets[input];
            request.Tensors[position].AsSpan<double>()[row] = value;
            if (!double.IsNaN(value)) return;
            request.Missing[position]++;
            if (!spec.RequiredByModel) return;
            if (stale)
                throw new RequestRefusedException(
                    503, RefusalReasons.Missing, $"input \"{spec.Name}\": a value is required, and the events of Dataset '{slot.Definition.Dataset}' have not been read up to now; try again, or send the input itself");
            throw RequestRefusedException.Missing($"input \"{spec.Name}\", row {row}: a value is required, and the events of Dataset '{slot.Definition.Dataset}' give none for this entity; send the input itself");
        }
    }
}
