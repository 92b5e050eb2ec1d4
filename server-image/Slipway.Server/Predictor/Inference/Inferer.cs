using System.Buffers;
using System.Text.Json;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;
using Slipway.Server.Predictor.Lookups;

namespace Slipway.Server.Predictor.Inference;

/// <summary>From the bytes of a request to the bytes of its answer; knows nothing of HTTP.</summary>
internal sealed class Inferer(ServedModel model, ModelMetrics metrics, int maxRows, TimeProvider clock, LookupFiller? lookups = null)
{
    private readonly InferRequestReader reader = new(model.Schema, model.Tensors, maxRows);

    /// <exception cref="RequestRefusedException">The request does not fit the model.</exception>
    /// <exception cref="OrtException">The model failed on this input.</exception>
    public void Answer(ReadOnlySpan<byte> body, IBufferWriter<byte> answer, Utf8JsonWriter writer)
    {
        using var request = reader.Read(body);
        lookups?.Fill(request);
        var started = clock.GetTimestamp();
        var outputs = model.Session.Run(request.Tensors.AsSpan(0, model.Schema.Inputs.Count), request.Outputs);
        metrics.Inference.Observe(clock.GetElapsedTime(started).TotalSeconds);
        try
        {
            Span<int> notNumbers = stackalloc int[model.Schema.Outputs.Count];
            notNumbers.Clear();
            writer.Reset(answer);
            InferAnswerWriter.Write(writer, model, request.Id, request.Outputs, outputs, notNumbers);
            Count(request, notNumbers);
        }
        finally
        {
            foreach (var output in outputs) output.Dispose();
        }
    }

    private void Count(InferRequest request, ReadOnlySpan<int> notNumbers)
    {
        metrics.Rows.Add(request.Rows);
        metrics.RequestRows.Observe(request.Rows);
        for (var i = 0; i < request.Missing.Length; i++)
            if (request.Missing[i] > 0) metrics.MissingByInput[i].Add(request.Missing[i]);
        for (var i = 0; i < notNumbers.Length; i++)
            if (notNumbers[i] > 0) metrics.NanByOutput[i].Add(notNumbers[i]);
    }
}
