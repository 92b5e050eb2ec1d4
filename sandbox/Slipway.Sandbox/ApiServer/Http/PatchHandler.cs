using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Patching;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>The four kinds of patches.</summary>
internal sealed class PatchHandler(ObjectWriter writer, ObjectHandlers objects)
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    public async Task HandleAsync(ApiRequest request)
    {
        var type = MediaType.Parse(request.Http.Request.ContentType ?? "").Name;
        string[] accepted = request.Resource.IsCustom ? [Json, Merge, Apply] : [Json, Merge, Strategic, Apply];
        if (!accepted.Contains(type))
        {
            throw ApiErrors.UnsupportedMediaType($"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");
        }

        var options = ObjectHandlers.OptionsOf(request);
        if (type != Apply && request.Query("force") is not null)
        {
            throw ObjectHandlers.Refused("PatchOptions", FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        var bytes = await RequestBody.ReadAsync(request.Http);
        var resource = objects.StoredResource(request.Resource);
        var view = new ResourceView(request.Resource);
        WriteResult result;
        if (type == Apply)
        {
            result = await ApplyPatchAsync(request, resource, view, bytes, options);
        }
        else
        {
            var patch = Parse(bytes, type);
            result = await writer.UpdateAsync(
                resource, request.Namespace, request.Name, request.Subresource, options, isPut: false,
                old => view.ToStored(Patched(old, request.Resource, view, patch, type, options)), request.Aborted);
        }

        await objects.AnswerWriteAsync(request, result, options);
    }

    private async Task<WriteResult> ApplyPatchAsync(ApiRequest request, ResourceInfo resource, ResourceView view, byte[] bytes, WriteOptions options)
    {
        if (request.Query("fieldManager") is not { Length: > 0 })
        {
            throw ObjectHandlers.Refused("PatchOptions", FieldError.Required("fieldManager", "is required for apply patch"));
        }

        var config = RequestBody.Object(() => LooksLikeJson(bytes) ? JsonTree.Parse(bytes) : YamlDocument.ToJson(Encoding.UTF8.GetString(bytes)));
        if (config.At("metadata", "managedFields") is JsonArray { Count: > 0 })
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        if (config.TextAt("metadata", "name") is { } name && name != request.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }

        ObjectDecoder.CheckKind(config, request.Resource);
        ObjectDecoder.CheckApplied(config, request.Resource);
        // The main endpoint does not own status, the status endpoint owns nothing else.
        if (request.Subresource == "status")
        {
            foreach (var field in config.Select(m => m.Key).Where(k => k is not ("apiVersion" or "kind" or "metadata" or "status")).ToList())
            {
                config.Remove(field);
            }
        }
        else if (request.Resource.HasStatus)
        {
            config.Remove("status");
        }

        config.Remove("apiVersion");
        config.Remove("kind");
        return await writer.ApplyAsync(resource, request.Namespace, request.Name, request.Subresource, view.ToStored(config), options, request.Aborted);
    }

    private static JsonObject Patched(StoredObject old, ResourceInfo resource, ResourceView view, JsonNode patch, string type, WriteOptions options)
    {
        options.Warnings.Clear(); // of an attempt that lost a race
        var target = (JsonObject)view.Tree(old.Json).DeepClone();
        target.Insert(0, "apiVersion", resource.ApiVersion);
        target.Insert(0, "kind", resource.Kind);
        var patched = type switch
        {
            Json => JsonPatch.Apply(target, patch as JsonArray ?? throw ApiErrors.BadRequest("error decoding patch: a JSON patch is an array of operations")),
            Merge => JsonMergePatch.Apply(target, patch as JsonObject ?? throw ApiErrors.BadRequest("a merge patch is an object")) as JsonObject ?? throw ApiErrors.RejectedPatch(),
            _ => StrategicMergePatch.Apply(target, patch as JsonObject ?? throw ApiErrors.BadRequest("a strategic merge patch is an object"), resource.Schema),
        };
        ObjectDecoder.CheckKind(patched, resource);
        ObjectDecoder.Prune(patched, resource, options, [], isPatch: true);
        ObjectDecoder.CheckTypes(patched, resource);
        return patched;
    }

    private static JsonNode Parse(byte[] bytes, string type)
    {
        try
        {
            return JsonTree.Parse(bytes) ?? throw ApiErrors.BadRequest("the patch is null");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message} (sent as {type})");
        }
    }

    private static bool LooksLikeJson(byte[] bytes) => bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8);
}
