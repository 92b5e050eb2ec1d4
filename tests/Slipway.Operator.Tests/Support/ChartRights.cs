using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Testing;
using YamlDotNet.RepresentationModel;

namespace Slipway.Operator.Tests.Support;

/// <summary>The rights that the chart gives the operator, given to a user whom the operators of tests impersonate: a server with RBAC holds them to it.</summary>
internal static class ChartRights
{
    private const string Name = "slipway-test-operator";
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly ResourceType<DynamicObject> Roles = ResourceType.Dynamic(Group, "v1", "clusterroles", "ClusterRole", namespaced: false);

    private static readonly ResourceType<DynamicObject> Bindings = ResourceType.Dynamic(Group, "v1", "clusterrolebindings", "ClusterRoleBinding", namespaced: false);

    public static async Task GrantAsync(IKubernetesClient client, CancellationToken cancellationToken)
    {
        await client.ApplyAsync(Roles, Object(Roles, "rules", Rules()), null, cancellationToken);
        var binding = Object(Bindings, "subjects", new JsonArray(new JsonObject { ["kind"] = "User", ["apiGroup"] = Group, ["name"] = Name }));
        binding.Content["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = Roles.Kind, ["name"] = Name };
        await client.ApplyAsync(Bindings, binding, null, cancellationToken);
    }

    /// <summary>From here on the client has these rights only.</summary>
    public static void Restrict(HttpClient http) => http.DefaultRequestHeaders.Add("Impersonate-User", Name);

    private static DynamicObject Object(ResourceType<DynamicObject> type, string member, JsonArray value) => new(new JsonObject
    {
        ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = new JsonObject { ["name"] = Name }, [member] = value,
    });

    private static JsonArray Rules() => new([.. new[] { "rules.yaml", "node-rules.yaml" }.SelectMany(Rules)]);

    private static IEnumerable<JsonNode> Rules(string file)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Repository.PathOf("charts", "slipway", "rbac", file));
        stream.Load(text);
        return [.. ((YamlSequenceNode)stream.Documents.Single().RootNode).Select(rule => (JsonNode)Rule((YamlMappingNode)rule))];
    }

    private static JsonObject Rule(YamlMappingNode rule)
    {
        var result = new JsonObject();
        foreach (var (key, value) in rule)
            result[((YamlScalarNode)key).Value!] = new JsonArray([.. ((YamlSequenceNode)value).Select(item => (JsonNode)((YamlScalarNode)item).Value!)]);
        return result;
    }
}
