using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Subresources of pods: binding to a node, eviction, logs.</summary>
internal sealed class PodHandlers(ObjectWriter writer, ObjectDeleter deleter, Func<IPodLogs?> logs, TimeProvider time)
{
    public async Task BindAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request.Http, []);
        var node = body.TextAt("target", "name");
        if (string.IsNullOrEmpty(node))
        {
            throw ApiErrors.Invalid("Binding", "", "Binding", request.Name, [FieldError.Required("target.name")]);
        }

        await writer.UpdateAsync(request.Resource, request.Namespace, request.Name, "", ObjectHandlers.OptionsOf(request), isPut: false, old =>
        {
            if (old.Json.TextAt("spec", "nodeName") is { Length: > 0 } bound)
            {
                throw ApiErrors.Conflict(request.Resource, request.Name, $"pod {request.Name} is already assigned to node \"{bound}\"");
            }

            var pod = old.Copy();
            pod.Child("spec")["nodeName"] = node;
            return pod;
        }, request.Aborted);
        await Answer.Json(request.Http, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201L });
    }

    public async Task EvictAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request.Http, []);
        await deleter.DeleteAsync(request.Resource, request.Namespace, request.Name, DeleteOptions.Parse(body.ObjectAt("deleteOptions"), request.Query), [], request.Aborted);
        await Answer.Json(request.Http, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201L });
    }

    public async Task LogAsync(ApiRequest request)
    {
        var pod = writer.Get(request.Resource, request.Namespace, request.Name).Json;
        var source = logs() ?? throw ApiErrors.Internal("this sandbox runs without a node, so there are no logs");
        var response = request.Http.Response;
        response.ContentType = "text/plain";
        try
        {
            await source.CopyAsync(Request(request, Container(request, pod)), response.Body, request.Aborted);
        }
        catch (PodLogException e) when (!response.HasStarted)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    private PodLogRequest Request(ApiRequest request, string container) => new(
        request.Namespace,
        request.Name,
        container,
        request.Flag("follow"),
        request.Flag("previous"),
        Number(request, "tailLines"),
        request.Query("sinceTime") is { } since ? DateTimeOffset.Parse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : Number(request, "sinceSeconds") is { } seconds ? time.GetUtcNow().AddSeconds(-seconds) : null,
        request.Flag("timestamps"),
        Number(request, "limitBytes"));

    private static long? Number(ApiRequest request, string name) =>
        long.TryParse(request.Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Container(ApiRequest request, JsonObject pod)
    {
        var names = BuiltIns.PodTemplate.Containers(pod.ObjectAt("spec") ?? []).Select(c => c.TextAt("name") ?? "").ToList();
        if (request.Query("container") is { Length: > 0 } asked)
        {
            return names.Contains(asked) ? asked : throw ApiErrors.BadRequest($"container {asked} is not valid for pod {request.Name}");
        }

        var main = pod.ArrayAt("spec", "containers").Objects().Select(c => c.TextAt("name") ?? "").ToList();
        return main.Count == 1 ? main[0] : throw ApiErrors.BadRequest($"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(" ", main)}]");
    }
}
