using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>The finalize subresource of namespaces: the one place where the finalizers of their spec change.</summary>
internal sealed class NamespaceHandlers(ObjectWriter writer, ObjectHandlers objects)
{
    public async Task FinalizeAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request.Http, []);
        while (true)
        {
            var old = writer.Get(request.Resource, "", request.Name);
            if (body.TextAt("metadata", "resourceVersion") is { } version && version != old.Json.TextAt("metadata", "resourceVersion"))
            {
                throw ApiErrors.Conflict(request.Resource, request.Name);
            }

            var next = old.Copy();
            next["spec"] = body["spec"]?.DeepClone() ?? new System.Text.Json.Nodes.JsonObject();
            if (writer.TryReplace(request.Resource, old, next) is { } result)
            {
                await objects.ObjectAsync(request, 200, result.Object);
                return;
            }
        }
    }
}
