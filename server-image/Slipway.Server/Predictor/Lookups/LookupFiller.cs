using Slipway.Lookups;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>Fills inputs that a request did not carry with the newest values of each row's entity.</summary>
/// <remarks>
/// Guarantees: an input that was sent is left as it is. What is not found, or older than the time to live, is missing, exactly as in training; "now" takes the place
/// of the row's event time.
/// </remarks>
internal sealed class LookupFiller(ModelSchema schema, IReadOnlyList<LookupSlot> slots, TimeProvider clock)
{
    private readonly OneLookup[] lookups = [.. slots.Select(slot => new OneLookup(schema, slot))];

    /// <exception cref="RequestRefusedException">A required input has no value in a row.</exception>
    public void Fill(InferRequest request)
    {
        var now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Span<byte> buffer = stackalloc byte[512];
        foreach (var lookup in lookups) lookup.Fill(request, now, buffer);
    }

    private sealed class OneLookup
    {
        private readonly LookupSlot slot;
        private readonly TensorSpec[] specs;
        private readonly EntityInputs entity;
        private readonly int[] targets;
        private readonly long oldest;

        public OneLookup(ModelSchema schema, LookupSlot slot)
        {
            this.slot = slot;
            specs = [.. schema.Accepted];
            entity = new EntityInputs(schema, slot.Definition.Entity);
            targets = [.. slot.Definition.Inputs.Select(input => schema.PositionOf(input.Input))];
            oldest = slot.Definition.Ttl is { } ttl ? ttl.Value.Ticks / TimeSpan.TicksPerMicrosecond : long.MaxValue;
        }

        public void Fill(InferRequest request, long now, Span<byte> buffer)
        {
            if (slot.Current is not { } binding || targets.All(target => request.Sent[target])) return;
            var texts = entity.Texts(request);
            foreach (var target in targets)
                if (!request.Sent[target]) request.Missing[target] = 0;
            for (var row = 0; row < request.Rows; row++) Fill(request, binding, entity.KeyOf(request, texts, row, buffer), row, now);
        }

        private void Fill(InferRequest request, LookupBinding binding, EntityKey key, int row, long now)
        {
            var found = default(LookupRow);
            var series = slot.Series;
            var known = key.IsComplete && binding.File.TryFind(key.Bytes, out found);
            var fresh = known && now - found.Microseconds <= oldest;
            (!key.IsComplete ? series.NoEntity : !known ? series.Unknown : fresh ? series.Found : series.Expired).Add();
            for (var i = 0; i < targets.Length; i++)
            {
                var target = targets[i];
                if (request.Sent[target]) continue;
                var missing = !fresh || Set(request.Tensors[target], row, found, binding.Columns[i]);
                if (!missing) continue;
                if (specs[target].RequiredByModel)
                    throw RequestRefusedException.Missing($"input \"{specs[target].Name}\", row {row}: a value is required, and Dataset '{slot.Definition.Dataset}' has none for this entity; send the input itself");
                if (!fresh) SetMissing(request.Tensors[target], row);
                request.Missing[target]++;
            }
        }

        /// <returns>Whether the value is missing.</returns>
        private static bool Set(OrtTensor tensor, int row, in LookupRow found, int column)
        {
            if (tensor.ElementType == OrtElementType.String)
            {
                var text = found.Text(column);
                tensor.SetUtf8(row, text);
                return text.IsEmpty;
            }

            var number = found.Number(column);
            tensor.AsSpan<double>()[row] = number;
            return double.IsNaN(number);
        }

        private static void SetMissing(OrtTensor tensor, int row)
        {
            if (tensor.ElementType == OrtElementType.String) tensor.SetUtf8(row, default);
            else tensor.AsSpan<double>()[row] = double.NaN;
        }
    }
}
