using System.Buffers;
using System.Text.Json;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>From the bytes of a request to the bytes of its answer; knows nothing of HTTP.</summary>
internal sealed class Inferer(ServedModel model, ModelMetrics metrics, int maxRows, TimeProvider clock, InputFiller? filler = null)
{
    private readonly InferRequestReader reader = new(model.Schema, model.Tensors, maxRows);

    /// <summary>Whether a request is refused that breaks an expectation which says so.</summary>
    public bool Rejects { get; init; } = true;

    /// <exception cref="RequestRefusedException">The request does not fit the model.</exception>
    /// <exception cref="OrtException">The model failed on this input.</exception>
    public void Answer(ReadOnlySpan<byte> body, IBufferWriter<byte> answer, Utf8JsonWriter writer)
    {
        using var request = reader.Read(body);
        filler?.Fill(request);
        var started = clock.GetTimestamp();
        var outputs = model.Session.Run(request.Tensors.AsSpan(0, model.Schema.Inputs.Count), Wanted(request.Outputs));
        metrics.Inference.Observe(clock.GetElapsedTime(started).TotalSeconds);
        try
        {
            var visible = model.Checks.Count == 0 ? outputs.AsSpan() : outputs.AsSpan(0, outputs.Length - 1);
            if (visible.Length < outputs.Length && FeatureExpectations.Count(model.Checks, outputs[^1], request.Rows, metrics.Checks) is { } refusal && Rejects)
                throw RequestRefusedException.Expectation(refusal);
            Span<int> notNumbers = stackalloc int[model.Schema.Outputs.Count];
            notNumbers.Clear();
            writer.Reset(answer);
            InferAnswerWriter.Write(writer, model, request.Id, request.Outputs, visible, notNumbers);
            Count(request, notNumbers);
        }
        finally
        {
            foreach (var output in outputs) output.Dispose();
        }
    }

    /// <summary>What the client asked for, and the counts of the checks, which are the last output.</summary>
    private int[] Wanted(int[] asked) => asked.Length == 0 || model.Checks.Count == 0 ? asked : [.. asked, model.Schema.Outputs.Count];

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
