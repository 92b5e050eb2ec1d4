using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Tables;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>get, list, create, replace and delete of objects and of their status.</summary>
internal sealed class ObjectHandlers(ResourceRegistry registry, ObjectWriter writer, ObjectDeleter deleter, ListReader lists, TimeProvider time)
{
    private const int LongestManager = 128;

    public async Task GetAsync(ApiRequest request)
    {
        if (ListQuery.Parse(request).ParseVersion(isWatch: false) is { } version)
        {
            await lists.AwaitAsync(version, request.Aborted);
        }

        await ObjectAsync(request, 200, writer.Get(request.Resource, request.Namespace, request.Name).Json);
    }

    public async Task ListAsync(ApiRequest request)
    {
        var form = AnswerForms.Choose(request.Http.Request);
        if (request.Query("sendInitialEvents") is not null)
        {
            throw ListReader.Invalid(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }

        var page = await lists.ReadAsync(request.Resource, ListQuery.Parse(request), request.Aborted);
        switch (form)
        {
            case AnswerForm.Table:
                var table = new TableBuilder(request.Resource, time).Build(page.Items.Select(i => i.Json), Version(page.Revision), request.Query("includeObject") ?? "Metadata");
                AddPaging(table.ObjectAt("metadata")!, page);
                await Answer.Json(request.Http, 200, table);
                break;
            case AnswerForm.MetadataOnly:
                var partial = new JsonObject { ["kind"] = "PartialObjectMetadataList", ["apiVersion"] = PartialMetadata.ApiVersion, ["metadata"] = ListMetadata(page) };
                partial["items"] = new JsonArray([.. page.Items.Select(i => (JsonNode)PartialMetadata.Of(i.Json))]);
                await Answer.Json(request.Http, 200, partial);
                break;
            default:
                await Answer.Bytes(request.Http, 200, ListBytes(request.Resource, page));
                break;
        }
    }

    public async Task CreateAsync(ApiRequest request)
    {
        var options = OptionsOf(request);
        var body = await ReadBodyAsync(request, options);
        var (resource, view) = (StoredResource(request.Resource), new ResourceView(request.Resource));
        var result = await writer.CreateAsync(resource, request.Namespace, view.ToStored(body), options, request.Aborted);
        await AnswerWriteAsync(request, result, options);
    }

    public async Task ReplaceAsync(ApiRequest request)
    {
        var options = OptionsOf(request);
        var body = await ReadBodyAsync(request, options);
        var resource = StoredResource(request.Resource);
        var stored = new ResourceView(request.Resource).ToStored(body);
        if (request.Resource.AllowCreateOnUpdate && request.Subresource.Length == 0 && writer.Find(resource, request.Namespace, request.Name) is null)
        {
            await AnswerWriteAsync(request, await writer.CreateAsync(resource, request.Namespace, stored, options, request.Aborted), options);
            return;
        }

        var result = await writer.UpdateAsync(
            resource, request.Namespace, request.Name, request.Subresource, options, isPut: true, _ => (JsonObject)stored.DeepClone(), request.Aborted);
        await AnswerWriteAsync(request, result, options);
    }

    public async Task DeleteAsync(ApiRequest request)
    {
        var options = DeleteOptions.Parse(await RequestBody.ReadOptionsAsync(request.Http), request.Query);
        var warnings = new List<string>();
        var result = await deleter.DeleteAsync(StoredResource(request.Resource), request.Namespace, request.Name, options, warnings, request.Aborted);
        Answer.Warn(request.Http, warnings);
        if (result.Object is { } obj)
        {
            await ObjectAsync(request, 200, obj);
            return;
        }

        var details = ApiErrors.Details(request.Name, request.Resource.Group, request.Resource.Plural);
        details["uid"] = result.Uid;
        await Answer.Json(request.Http, 200, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details });
    }

    public async Task DeleteCollectionAsync(ApiRequest request)
    {
        var options = DeleteOptions.Parse(await RequestBody.ReadOptionsAsync(request.Http), request.Query);
        var page = await lists.ReadAsync(request.Resource, ListQuery.Parse(request), request.Aborted);
        foreach (var item in page.Items)
        {
            try
            {
                await deleter.DeleteAsync(StoredResource(request.Resource), item.Namespace, item.Name, options, [], request.Aborted);
            }
            catch (ApiException e) when (e.Code == 404)
            {
                continue; // somebody else was faster, which is what was asked for
            }
        }

        await Answer.Bytes(request.Http, 200, ListBytes(request.Resource, page));
    }

    /// <summary>An object in the form that the client wants.</summary>
    public Task ObjectAsync(ApiRequest request, int code, JsonObject stored)
    {
        switch (AnswerForms.Choose(request.Http.Request))
        {
            case AnswerForm.Table:
                var table = new TableBuilder(request.Resource, time).Build([stored], stored.TextAt("metadata", "resourceVersion") ?? "", request.Query("includeObject") ?? "Metadata");
                return Answer.Json(request.Http, code, table);
            case AnswerForm.MetadataOnly:
                return Answer.Json(request.Http, code, PartialMetadata.Of(stored));
            default:
                return Answer.Bytes(request.Http, code, new ResourceView(request.Resource).Bytes(stored));
        }
    }

    public Task AnswerWriteAsync(ApiRequest request, WriteResult result, WriteOptions options)
    {
        Answer.Warn(request.Http, options.Warnings);
        return ObjectAsync(request, result.Created ? 201 : 200, result.Object);
    }

    /// <summary>The resource whose rules hold for what is stored.</summary>
    public ResourceInfo StoredResource(ResourceInfo resource) => resource.Conversion is null ? resource : registry.Stored(resource.StorageKey);

    public static WriteOptions OptionsOf(ApiRequest request)
    {
        var kind = request.Method switch { "POST" => "CreateOptions", "PUT" => "UpdateOptions", _ => "PatchOptions" };
        var dryRun = request.Query("dryRun");
        if (dryRun is not (null or "" or "All"))
        {
            throw Refused(kind, FieldError.NotSupported("dryRun", new JsonArray(dryRun), [JsonValue.Create("All")]));
        }

        var validation = request.Query("fieldValidation") is { Length: > 0 } given ? given : "Warn";
        if (validation is not ("Ignore" or "Warn" or "Strict"))
        {
            throw Refused(kind, FieldError.NotSupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn"));
        }

        var agent = request.Http.Request.Headers.UserAgent.ToString();
        var manager = request.Query("fieldManager") is { Length: > 0 } named ? named : agent.Split('/')[0] is { Length: > 0 } first ? first : "unknown";
        if (manager.Length > LongestManager)
        {
            throw Refused(kind, FieldError.TooLong("fieldManager", LongestManager));
        }

        var user = request.Http.Request.Headers["Impersonate-User"].ToString();
        return new WriteOptions { User = user.Length > 0 ? user : null, DryRun = dryRun == "All", FieldValidation = validation, FieldManager = manager, Force = request.Flag("force") };
    }

    /// <summary>A 422 about the options of a write.</summary>
    public static ApiException Refused(string kind, FieldError error) => ApiErrors.Invalid($"{kind}.meta.k8s.io", "meta.k8s.io", kind, "", [error]);

    private static async Task<JsonObject> ReadBodyAsync(ApiRequest request, WriteOptions options)
    {
        var duplicates = new List<string>();
        var body = await RequestBody.ReadObjectAsync(request.Http, duplicates);
        ObjectDecoder.CheckKind(body, request.Resource);
        ObjectDecoder.Prune(body, request.Resource, options, duplicates);
        ObjectDecoder.CheckTypes(body, request.Resource);
        return body;
    }

    private static byte[] ListBytes(ResourceInfo resource, ListPage page)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var head = new JsonObject { ["kind"] = resource.ListKind, ["apiVersion"] = resource.ApiVersion, ["metadata"] = ListMetadata(page) };
        output.Write(JsonTree.ToUtf8(head).AsSpan()[..^1]);
        output.Write(",\"items\":["u8);
        var view = new ResourceView(resource);
        var first = true;
        foreach (var item in page.Items)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            output.Write(view.ItemBytes(item));
        }

        output.Write("]}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static JsonObject ListMetadata(ListPage page)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Version(page.Revision) };
        AddPaging(metadata, page);
        return metadata;
    }

    private static void AddPaging(JsonObject metadata, ListPage page)
    {
        if (page.Continue.Length > 0)
        {
            metadata["continue"] = page.Continue;
        }

        if (page.Remaining is { } remaining)
        {
            metadata["remainingItemCount"] = remaining;
        }
    }

    private static string Version(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
