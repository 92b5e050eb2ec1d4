using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.OnnxRuntime;
using Slipway.Server.Hosting;
using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Predictor.Http;

/// <summary>POST .../infer: reads the body, answers it, counts it.</summary>
internal sealed partial class InferEndpoint(PredictorState state, PredictorMetrics metrics, PredictorOptions options, TimeProvider clock, ILogger<InferEndpoint> log)
{
    private const string JsonLengthHeader = "Inference-Header-Content-Length";

    private readonly ConcurrentQueue<AnswerBuffer> buffers = new();

    public async Task HandleAsync(HttpContext context, OipRoute route)
    {
        if (!ModelLookup.TryFind(state, route, out var serving, out var status, out var error))
        {
            metrics.CountRefusal(status == 503 ? RefusalReasons.NotReady : RefusalReasons.UnknownModel);
            await JsonAnswer.WriteErrorAsync(context, status, error);
            return;
        }

        var started = clock.GetTimestamp();
        serving.Metrics.InFlight.Add(1);
        var code = 500;
        try
        {
            code = await AnswerAsync(context, serving);
        }
        finally
        {
            serving.Metrics.InFlight.Add(-1);
            serving.Metrics.Count(code);
            serving.Metrics.Duration.Observe(clock.GetElapsedTime(started).TotalSeconds);
        }
    }

    private async Task<int> AnswerAsync(HttpContext context, Serving serving)
    {
        try
        {
            if (context.Request.Headers.ContainsKey(JsonLengthHeader))
                throw new RequestRefusedException(501, RefusalReasons.Type, "binary tensor data is not supported by this server; send \"data\" as JSON");
            if (context.Request.ContentLength > options.MaxBodyBytes) throw TooLarge();
            var buffer = buffers.TryDequeue(out var free) ? free : new AnswerBuffer();
            try
            {
                await ReadAndAnswerAsync(context.Request.BodyReader, serving, buffer, context.RequestAborted);
                await JsonAnswer.WriteAsync(context, 200, "application/json", buffer.Written);
            }
            finally
            {
                buffer.Clear();
                buffers.Enqueue(buffer);
            }

            return 200;
        }
        catch (RequestRefusedException refused)
        {
            metrics.CountRefusal(refused.Reason);
            await JsonAnswer.WriteErrorAsync(context, refused.Status, refused.Message);
            return refused.Status;
        }
        catch (BadHttpRequestException broken)
        {
            metrics.CountRefusal(RefusalReasons.Malformed);
            await JsonAnswer.WriteErrorAsync(context, broken.StatusCode, broken.Message);
            return broken.StatusCode;
        }
        catch (OrtException failed)
        {
            LogFailed(serving.Model.Identity.Name, serving.Model.Identity.Version, EngineWords.WithoutInput(failed.Message));
            await JsonAnswer.WriteErrorAsync(
                context, 500, $"model \"{serving.Model.Identity.Name}\" version \"{serving.Model.Identity.Version}\" failed on this input: {failed.Message}");
            return 500;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; 499 is what proxies write down for that.
            return 499;
        }
    }

    private async ValueTask ReadAndAnswerAsync(PipeReader body, Serving serving, AnswerBuffer buffer, CancellationToken aborted)
    {
        var read = await body.ReadAsync(aborted);
        while (!read.IsCompleted && read.Buffer.Length <= options.MaxBodyBytes)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(aborted);
        }

        try
        {
            Answer(read.Buffer, serving, buffer);
        }
        finally
        {
            // A refused body is read, too: otherwise the connection could not be used again.
            body.AdvanceTo(read.Buffer.End);
        }
    }

    private void Answer(ReadOnlySequence<byte> body, Serving serving, AnswerBuffer buffer)
    {
        if (body.Length > options.MaxBodyBytes) throw TooLarge();
        if (body.IsSingleSegment)
        {
            serving.Inferer.Answer(body.FirstSpan, buffer.Target, buffer.Writer);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(copy);
            serving.Inferer.Answer(copy.AsSpan(..(int)body.Length), buffer.Target, buffer.Writer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private RequestRefusedException TooLarge() =>
        new(413, RefusalReasons.TooLarge, $"the body is larger than the {options.MaxBodyBytes} bytes that this server takes; send fewer rows at once");

    [LoggerMessage(LogLevel.Error, "Model {Model} {Version} failed on a request: {Reason}")]
    private partial void LogFailed(string model, string version, string reason);

    /// <summary>Where an answer is written before its length is known; kept for the next request.</summary>
    private sealed class AnswerBuffer
    {
        private const int LargestKept = 1 << 20;

        public AnswerBuffer() => Writer = new Utf8JsonWriter(Target, JsonAnswer.WriterOptions);

        public ArrayBufferWriter<byte> Target { get; private set; } = new(1024);

        public Utf8JsonWriter Writer { get; }

        public ReadOnlyMemory<byte> Written => Target.WrittenMemory;

        public void Clear()
        {
            if (Target.Capacity > LargestKept) Target = new(1024);
            else Target.ResetWrittenCount();
        }
    }
}
