using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Http;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>OpenAPI v3: one document per group version, with what kubectl explain and apply read.</summary>
internal static class OpenApiDocuments
{
    private static readonly (string Name, string Type)[] PatchParameters = [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string"), ("force", "boolean")];

    public static JsonObject Index(IReadOnlyList<ResourceInfo> resources)
    {
        var paths = new JsonObject();
        foreach (var version in resources.GroupBy(r => PathOf(r.Group, r.Version)))
        {
            var document = JsonTree.ToUtf8(Document([.. version]));
            paths[version.Key] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{version.Key}?hash={Convert.ToHexString(SHA256.HashData(document))}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    public static string PathOf(string group, string version) => group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";

    public static JsonObject Document(IReadOnlyList<ResourceInfo> resources)
    {
        var schemas = new OpenApiSchemas();
        var paths = new JsonObject();
        foreach (var resource in resources)
        {
            schemas.AddResource(resource);
            var place = $"/{PathOf(resource.Group, resource.Version)}/{(resource.Namespaced ? "namespaces/{namespace}/" : "")}{resource.Plural}";
            if (resource.IsReview)
            {
                paths[place] = new JsonObject { ["post"] = Operation(resource, "post", PatchParameters[..3]) };
                continue;
            }

            paths[place] = new JsonObject { ["get"] = Operation(resource, "list", []), ["post"] = Operation(resource, "post", PatchParameters[..3]) };
            var patch = Operation(resource, "patch", PatchParameters);
            patch["requestBody"] = new JsonObject { ["content"] = PatchTypes(resource) };
            paths[place + "/{name}"] = new JsonObject
            {
                ["get"] = Operation(resource, "get", []),
                ["put"] = Operation(resource, "put", PatchParameters[..3]),
                ["patch"] = patch,
                ["delete"] = Operation(resource, "delete", PatchParameters[..1]),
            };
        }

        schemas.Components["io.k8s.apimachinery.pkg.apis.meta.v1.Patch"] = new JsonObject { ["type"] = "object", ["description"] = "Patch is provided to give a concrete name and type to the Kubernetes PATCH request body." };
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = ServerVersion.GitVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.Components },
        };
    }

    private static JsonObject Operation(ResourceInfo resource, string action, (string Name, string Type)[] parameters) => new()
    {
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = "OK",
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = OpenApiSchemas.Reference(OpenApiSchemas.NameOf(resource) + (action == "list" ? "List" : "")) } },
            },
        },
        ["parameters"] = new JsonArray([.. parameters.Select(p => (JsonNode)new JsonObject { ["name"] = p.Name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = p.Type, ["uniqueItems"] = true } })]),
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = OpenApiSchemas.GroupVersionKind(resource),
    };

    private static JsonObject PatchTypes(ResourceInfo resource)
    {
        var content = new JsonObject();
        string[] types = resource.IsCustom ? [PatchHandler.Apply, PatchHandler.Json, PatchHandler.Merge] : [PatchHandler.Apply, PatchHandler.Json, PatchHandler.Merge, PatchHandler.Strategic];
        foreach (var type in types)
        {
            content[type] = new JsonObject { ["schema"] = OpenApiSchemas.Reference("io.k8s.apimachinery.pkg.apis.meta.v1.Patch") };
        }

        return content;
    }
}
