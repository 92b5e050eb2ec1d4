using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Patching;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Selectors;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>autoscaling/v1 Scale: the number of replicas of any kind that has one.</summary>
internal sealed class ScaleHandler(ObjectWriter writer)
{
    public async Task HandleAsync(ApiRequest request)
    {
        var (resource, paths) = (request.Resource, request.Resource.Scale!);
        if (request.Method == "GET")
        {
            await Answer.Json(request.Http, 200, ScaleOf(writer.Get(resource, request.Namespace, request.Name).Json, paths));
            return;
        }

        var options = ObjectHandlers.OptionsOf(request);
        var bytes = await RequestBody.ReadAsync(request.Http);
        var type = MediaType.Parse(request.Http.Request.ContentType ?? "").Name;
        JsonNode body;
        try
        {
            body = JsonTree.Parse(bytes) ?? throw ApiErrors.BadRequest("the body is null");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding a Scale: {e.Message}");
        }

        var result = await writer.UpdateAsync(
            resource, request.Namespace, request.Name, "scale", options, isPut: false,
            old => WithReplicas(old, Wanted(request, old, paths, body, type), resource, paths), request.Aborted);
        await Answer.Json(request.Http, 200, ScaleOf(result.Object, paths));
    }

    private static JsonObject Wanted(ApiRequest request, StoredObject old, ScalePaths paths, JsonNode body, string type)
    {
        var scale = ScaleOf(old.Json, paths);
        if (request.Method == "PUT")
        {
            return body as JsonObject ?? throw ApiErrors.BadRequest("a Scale is an object");
        }

        return type switch
        {
            PatchHandler.Json when body is JsonArray operations => JsonPatch.Apply(scale, operations),
            PatchHandler.Merge or PatchHandler.Strategic when body is JsonObject patch => (JsonObject)JsonMergePatch.Apply(scale, patch)!,
            PatchHandler.Apply when body is JsonObject config => (JsonObject)JsonMergePatch.Apply(scale, config)!,
            _ => throw ApiErrors.UnsupportedMediaType($"the body of the request was in an unknown format - accepted media types include: {PatchHandler.Json}, {PatchHandler.Merge}, {PatchHandler.Apply}"),
        };
    }

    private static JsonObject WithReplicas(StoredObject old, JsonObject scale, ResourceInfo resource, ScalePaths paths)
    {
        if (!JsonTree.IsInteger(scale.At("spec", "replicas") ?? JsonValue.Create(0L), out var replicas) || (replicas < 0 && !resource.IsCustom))
        {
            throw ApiErrors.Invalid("Scale.autoscaling", "autoscaling", "Scale", old.Name, [FieldError.Invalid("spec.replicas", scale.At("spec", "replicas"), "must be greater than or equal to 0")]);
        }

        var obj = old.Copy();
        var parent = obj;
        foreach (var segment in paths.SpecReplicas.AsSpan()[..^1])
        {
            parent = parent.Child(segment);
        }

        parent[paths.SpecReplicas[^1]] = replicas;
        if (scale.TextAt("metadata", "resourceVersion") is { } version)
        {
            obj["metadata"]!["resourceVersion"] = version;
        }

        obj["kind"] = resource.Kind;
        obj["apiVersion"] = resource.ApiVersion;
        return obj;
    }

    private static JsonObject ScaleOf(JsonObject obj, ScalePaths paths)
    {
        var metadata = new JsonObject();
        foreach (var field in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            if (obj.At("metadata", field) is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        var spec = new JsonObject();
        if (obj.IntegerAt(paths.SpecReplicas) is { } wanted && (wanted != 0 || !paths.SelectorIsLabelSelector))
        {
            spec["replicas"] = wanted;
        }

        var status = new JsonObject { ["replicas"] = obj.IntegerAt(paths.StatusReplicas) ?? 0 };
        if (paths.Selector is { } path && SelectorText(obj.At(path), paths) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    private static string SelectorText(JsonNode? selector, ScalePaths paths) =>
        paths.SelectorIsLabelSelector ? LabelSelector.FromObject(selector as JsonObject).ToString() : JsonTree.IsString(selector, out var text) ? text : "";
}
