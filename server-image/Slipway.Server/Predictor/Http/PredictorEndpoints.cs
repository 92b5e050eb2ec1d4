using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.OnnxRuntime;
using Slipway.Server.Hosting;
using Slipway.Server.Metrics;
using Slipway.Server.Predictor.Events.Receiving;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Http;

/// <summary>The Open Inference Protocol over REST, events, metrics and status. One handler, dispatched by hand: there are eleven paths.</summary>
internal sealed class PredictorEndpoints(PredictorState state, PredictorMetrics metrics, InferEndpoint infer, EventsEndpoint events)
{
    private const string Platform = "onnx_onnxv1";

    private static readonly string ServerVersion =
        typeof(PredictorEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public Task HandleAsync(HttpContext context)
    {
        // Clients that keep their connections move to another replica before this one closes its sockets.
        if (state.Phase == PredictorPhase.Draining) context.Response.Headers.Connection = "close";
        var route = OipRoute.Parse(context.Request.Path.Value ?? "");
        if (route.Target == OipTarget.Unknown)
            return JsonAnswer.WriteErrorAsync(context, 404, $"there is nothing at {context.Request.Path}; see GET /v2 and GET /v2/models");
        var wanted = route.Target is OipTarget.Infer or OipTarget.Events ? HttpMethods.Post : HttpMethods.Get;
        if (context.Request.Method != wanted && !(wanted == HttpMethods.Get && HttpMethods.IsHead(context.Request.Method)))
        {
            context.Response.Headers.Allow = wanted;
            return JsonAnswer.WriteErrorAsync(context, 405, $"{context.Request.Path} takes {wanted}, not {context.Request.Method}");
        }

        return route.Target switch
        {
            OipTarget.Infer => infer.HandleAsync(context, route),
            OipTarget.Events => events.HandleAsync(context, route.Model!),
            OipTarget.Server => WriteServer(context),
            OipTarget.Live => JsonAnswer.WriteAsync(context, 200, writer => writer.WriteBoolean("live", true)),
            OipTarget.Ready => WriteReady(context),
            OipTarget.Models => WriteModels(context),
            OipTarget.ModelMetadata => WriteMetadata(context, route),
            OipTarget.ModelReady => WriteModelReady(context, route),
            OipTarget.Metrics => JsonAnswer.WriteAsync(context, 200, PrometheusText.ContentType, metrics.Write()),
            _ => WriteStatus(context),
        };
    }

    private static Task WriteServer(HttpContext context) => JsonAnswer.WriteAsync(context, 200, writer =>
    {
        writer.WriteString("name", "slipway");
        writer.WriteString("version", ServerVersion);
        writer.WriteStartArray("extensions");
        writer.WriteEndArray();
    });

    private Task WriteReady(HttpContext context)
    {
        var (phase, reason) = (state.Phase, state.Reason);
        return JsonAnswer.WriteAsync(context, phase == PredictorPhase.Ready ? 200 : 503, writer =>
        {
            writer.WriteBoolean("ready", phase == PredictorPhase.Ready);
            if (phase != PredictorPhase.Ready) writer.WriteString("error", reason);
        });
    }

    private Task WriteModels(HttpContext context) => JsonAnswer.WriteAsync(context, 200, writer =>
    {
        writer.WriteStartArray("models");
        if (state.Serving is { } serving) writer.WriteStringValue(serving.Model.Identity.Name);
        writer.WriteEndArray();
    });

    private Task WriteMetadata(HttpContext context, OipRoute route)
    {
        if (!ModelLookup.TryFind(state, route, out var serving, out var status, out var error)) return JsonAnswer.WriteErrorAsync(context, status, error);
        var model = serving.Model;
        return JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteString("name", model.Identity.Name);
            writer.WriteStartArray("versions");
            writer.WriteStringValue(model.Identity.Version);
            writer.WriteEndArray();
            writer.WriteString("platform", Platform);
            WriteTensors(writer, "inputs", model.Schema.Accepted);
            WriteTensors(writer, "outputs", model.Schema.Outputs);
            writer.WriteStartObject("properties");
            writer.WriteString("digest", model.Identity.Digest);
            if (model.Identity.FeatureDigest is { } features) writer.WriteString("feature_digest", features);
            writer.WriteString("required_inputs", string.Join(",", model.Schema.Inputs.Where(input => input.Required).Select(input => input.Name)));
            writer.WriteEndObject();
        });
    }

    private Task WriteModelReady(HttpContext context, OipRoute route)
    {
        if (!ModelLookup.TryFind(state, route, out var serving, out var status, out var error)) return JsonAnswer.WriteErrorAsync(context, status, error);
        var ready = state.Phase == PredictorPhase.Ready;
        return JsonAnswer.WriteAsync(context, ready ? 200 : 503, writer =>
        {
            writer.WriteString("name", serving.Model.Identity.Name);
            writer.WriteBoolean("ready", ready);
        });
    }

    private Task WriteStatus(HttpContext context)
    {
        var (phase, reason, serving) = (state.Phase, state.Reason, state.Serving);
        return JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteString("phase", phase.ToString());
            if (reason.Length > 0) writer.WriteString("reason", reason);
            if (serving is not null)
            {
                var identity = serving.Model.Identity;
                writer.WriteString("model", identity.Name);
                writer.WriteString("version", identity.Version);
                writer.WriteString("revision", identity.Revision);
                writer.WriteString("digest", identity.Digest);
                if (identity.FeatureDigest is { } features) writer.WriteString("featureDigest", features);
                writer.WriteString("uri", identity.Uri);
                writer.WriteString("since", identity.LoadedAt);
            }

            writer.WriteString("server", ServerVersion);
            writer.WriteString("engine", $"onnxruntime {OrtEngine.Version}");
        });
    }

    private static void WriteTensors(Utf8JsonWriter writer, string role, IReadOnlyList<TensorSpec> tensors)
    {
        writer.WriteStartArray(role);
        foreach (var tensor in tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tensor.Name);
            writer.WriteString("datatype", tensor.Datatype);
            writer.WriteStartArray("shape");
            foreach (var length in tensor.Shape) writer.WriteNumberValue(length);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
