using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Server.Hosting;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Schema;
using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Predictor.Events.Receiving;

/// <summary>POST /v2/events/{dataset}: takes a bundle of events as a whole or not at all, and answers when it is durable.</summary>
internal sealed class EventsEndpoint(EventLogTable logs, BundleKeeper keeper, PredictorMetrics metrics, PredictorOptions options, TimeProvider clock)
{
    public const string BundleHeader = "Slipway-Bundle-Id";
    private const int RetrySeconds = 5;

    public async Task HandleAsync(HttpContext context, string dataset)
    {
        if (logs.Find(dataset) is not { } log)
        {
            await RefuseAsync(context, logs.Obstacle is { } obstacle ? new BundleRefusedException(503, obstacle) : new BundleRefusedException(404, Unknown(dataset)));
            return;
        }

        var series = metrics.Events.StartReceiving(dataset);
        try
        {
            var (id, sent) = Identify(context);
            context.Response.Headers[BundleHeader] = id.ToString();
            var bundle = Read(await ReadBodyAsync(context), log);
            await keeper.KeepAsync(log, id, bundle, mayBeKnown: sent, context.RequestAborted);
            series.Accepted.Add(bundle.Events);
            await JsonAnswer.WriteAsync(context, 200, writer =>
            {
                writer.WriteString("bundleId", id.ToString());
                writer.WriteNumber("events", bundle.Events);
            });
        }
        catch (BundleRefusedException refused)
        {
            (refused.IsTemporary ? series.Unavailable : series.Refused).Add(Math.Max(1, refused.Events));
            await RefuseAsync(context, refused);
        }
        catch (BadHttpRequestException broken)
        {
            series.Refused.Add();
            await JsonAnswer.WriteErrorAsync(context, broken.StatusCode, broken.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone. Whether its bundle was kept it learns by sending it again.
        }
    }

    private string Unknown(string dataset) => logs.Datasets.Count == 0
        ? $"no events of Dataset '{dataset}' are taken here, nor of any other: declare source.events in the Dataset, and let a model of this Rollout have a window over it"
        : $"no events of Dataset '{dataset}' are taken here; those of {string.Join(", ", logs.Datasets.Select(name => $"'{name}'"))} are";

    private (BundleId Id, bool Sent) Identify(HttpContext context)
    {
        var now = clock.GetUtcNow();
        var text = context.Request.Headers[BundleHeader].ToString();
        if (text.Length == 0) return (BundleId.New(now), false);
        if (!BundleId.TryParse(text, out var id))
            throw new BundleRefusedException(400, $"{BundleHeader} is no UUID of version 7; make one by the client's clock for each bundle, or leave the header out");
        if ((id.Time - now).Duration() > LogFolders.Tolerance)
            throw new BundleRefusedException(
                409, $"{BundleHeader} was made at {id.Time:O}, more than an hour away from this server's clock, {now:O}; if the bundle was never acknowledged send it under a new id, and set the client's clock");
        return (id, true);
    }

    private async ValueTask<ReadOnlySequence<byte>> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0) throw new BundleRefusedException(415, "the body is compressed; send it as it is");
        if (context.Request.ContentLength > options.MaxBodyBytes) throw TooLarge();
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > options.MaxBodyBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                var copy = new ReadOnlySequence<byte>(read.Buffer.ToArray());
                body.AdvanceTo(read.Buffer.End);
                return copy;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private EventBundle Read(ReadOnlySequence<byte> body, ServedLog log)
    {
        EventBundle bundle;
        try
        {
            bundle = EventBundle.Read(body.FirstSpan, log, clock.GetUtcNow());
        }
        catch (JsonException wrong)
        {
            throw new BundleRefusedException(400, $"{JsonFault.Explain(body.FirstSpan, wrong)}; send JSON lines, or an array of objects. Nothing was kept");
        }

        if (bundle.Events == 0) throw new BundleRefusedException(400, "the body has no events; send JSON lines, or an array of objects");
        if (bundle.Faults.Count > 0)
            throw new BundleRefusedException(
                400, $"{bundle.Faults.Events} of {bundle.Events} events cannot be taken, so nothing was kept; correct them and send the bundle again", bundle.Events, bundle.Faults);
        return bundle;
    }

    private BundleRefusedException TooLarge() => new(413, $"the body is larger than the {options.MaxBodyBytes} bytes that this server takes; send smaller bundles");

    private static Task RefuseAsync(HttpContext context, BundleRefusedException refused)
    {
        if (refused.IsTemporary) context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return JsonAnswer.WriteAsync(context, refused.Status, writer =>
        {
            writer.WriteString("error", refused.Message);
            if (refused.Faults is { } faults) WriteFaults(writer, faults);
        });
    }

    private static void WriteFaults(Utf8JsonWriter writer, EventFaults faults)
    {
        writer.WriteNumber("faultCount", faults.Count);
        writer.WriteStartArray("faults");
        foreach (var fault in faults.Kept)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", fault.Index);
            if (fault.Field is not null) writer.WriteString("field", fault.Field);
            if (fault.Value is not null) writer.WriteString("value", fault.Value);
            writer.WriteString("problem", fault.Problem);
            writer.WriteString("remedy", fault.Remedy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
