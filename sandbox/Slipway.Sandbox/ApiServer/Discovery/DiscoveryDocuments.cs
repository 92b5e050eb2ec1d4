using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>What is served, in the legacy and the aggregated form of discovery.</summary>
internal static class DiscoveryDocuments
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] ScaleVerbs = ["get", "patch", "update"];

    public static JsonObject ApiVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public static JsonObject GroupList(IReadOnlyList<ResourceInfo> resources)
    {
        var groups = resources.Where(r => r.Group.Length > 0).GroupBy(r => r.Group).Select(g => (JsonNode)GroupBody(g.Key, g));
        return new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. groups]) };
    }

    public static JsonObject? Group(IReadOnlyList<ResourceInfo> resources, string group)
    {
        var members = resources.Where(r => r.Group == group).ToList();
        if (members.Count == 0)
        {
            return null;
        }

        var body = GroupBody(group, members);
        body.Insert(0, "apiVersion", "v1");
        body.Insert(0, "kind", "APIGroup");
        return body;
    }

    public static JsonObject? ResourceList(IReadOnlyList<ResourceInfo> resources, string group, string version)
    {
        var members = resources.Where(r => r.Group == group && r.Version == version).ToList();
        if (members.Count == 0)
        {
            return null;
        }

        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
        {
            list["apiVersion"] = "v1"; // the core group's document comes without
        }

        list["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        list["resources"] = new JsonArray([.. members.SelectMany(m => Entries(m))]);
        return list;
    }

    /// <summary>The aggregated form: all groups (or the nameless core group) in one document.</summary>
    public static JsonObject Aggregated(IReadOnlyList<ResourceInfo> resources, bool core, string version)
    {
        var groups = resources.Where(r => r.Group.Length == 0 == core).GroupBy(r => r.Group);
        var items = groups.Select(g => (JsonNode)new JsonObject
        {
            ["metadata"] = core ? [] : new JsonObject { ["name"] = g.Key },
            ["versions"] = new JsonArray([.. g.GroupBy(r => r.Version).Select(AggregatedVersion)]),
        });
        return new JsonObject { ["kind"] = "APIGroupDiscoveryList", ["apiVersion"] = $"apidiscovery.k8s.io/{version}", ["metadata"] = new JsonObject(), ["items"] = new JsonArray([.. items]) };
    }

    private static JsonObject AggregatedVersion(IGrouping<string, ResourceInfo> version) => new()
    {
        ["version"] = version.Key,
        ["resources"] = new JsonArray([.. version.Select(AggregatedResource)]),
        ["freshness"] = "Current",
    };

    private static JsonObject AggregatedResource(ResourceInfo resource)
    {
        // responseKind of a custom resource leaves out what the enclosing entry says; subresources spell it out.
        var entry = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind },
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Array(Verbs(resource)),
        };
        AddNames(entry, resource);
        var subresources = Subresources(resource).Select(s => (JsonNode)new JsonObject
        {
            ["subresource"] = s.Name,
            ["responseKind"] = new JsonObject { ["group"] = s.Group.Length > 0 ? s.Group : resource.Group, ["version"] = s.Version.Length > 0 ? s.Version : resource.Version, ["kind"] = s.Kind },
            ["verbs"] = Array(s.Verbs),
        }).ToArray();
        if (subresources.Length > 0)
        {
            entry["subresources"] = new JsonArray(subresources);
        }

        return entry;
    }

    private static JsonObject GroupBody(string group, IEnumerable<ResourceInfo> members)
    {
        var versions = members.Select(m => m.Version).Distinct().Select(v => new JsonObject { ["groupVersion"] = $"{group}/{v}", ["version"] = v }).ToList();
        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray([.. versions]), ["preferredVersion"] = versions[0].DeepClone() };
    }

    private static IEnumerable<JsonNode> Entries(ResourceInfo resource)
    {
        var entry = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = Array(Verbs(resource)),
        };
        AddNames(entry, resource);
        yield return entry;
        foreach (var subresource in Subresources(resource))
        {
            var below = new JsonObject { ["name"] = $"{resource.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = resource.Namespaced };
            if (subresource.Group.Length > 0)
            {
                below["group"] = subresource.Group;
                below["version"] = subresource.Version;
            }

            below["kind"] = subresource.Kind;
            below["verbs"] = Array(subresource.Verbs);
            yield return below;
        }
    }

    private static IEnumerable<Subresource> Subresources(ResourceInfo resource)
    {
        if (resource.HasStatus)
        {
            yield return new Subresource("status", "", "", resource.Kind, ScaleVerbs);
        }

        if (resource.Scale is not null)
        {
            yield return new Subresource("scale", "autoscaling", "v1", "Scale", ScaleVerbs);
        }

        foreach (var subresource in resource.Subresources)
        {
            yield return subresource;
        }
    }

    private static string[] Verbs(ResourceInfo resource) =>
        resource.IsReview ? ["create"] : resource.SupportsDeleteCollection ? AllVerbs : [.. AllVerbs.Where(v => v != "deletecollection")];

    private static void AddNames(JsonObject entry, ResourceInfo resource)
    {
        if (resource.ShortNames.Count > 0)
        {
            entry["shortNames"] = Array(resource.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            entry["categories"] = Array(resource.Categories);
        }
    }

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);
}
