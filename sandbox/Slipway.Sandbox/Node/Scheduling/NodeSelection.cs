using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Node.Scheduling;

/// <summary>Matches a pod's nodeSelector and required node affinity with a node's labels.</summary>
internal static class NodeSelection
{
    public static bool Matches(Pod pod, Kubernetes.Resources.Node node)
    {
        var labels = node.Metadata.Labels ?? new Dictionary<string, string>();
        if (pod.Spec?.NodeSelector?.Any(wanted => labels.GetValueOrDefault(wanted.Key) != wanted.Value) == true) return false;
        var required = pod.Spec?.Affinity.ObjectAt("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        // The terms are alternatives, the expressions within one are not.
        return required is null || required.ArrayAt("nodeSelectorTerms").Objects().Any(term => MatchesTerm(term, labels, node.Metadata.Name ?? ""));
    }

    private static bool MatchesTerm(JsonObject term, IReadOnlyDictionary<string, string> labels, string name)
    {
        var expressions = term.ArrayAt("matchExpressions").Objects().ToList();
        var fields = term.ArrayAt("matchFields").Objects().ToList();
        return expressions.Count + fields.Count > 0
            && expressions.TrueForAll(expression => Holds(expression, labels.GetValueOrDefault(expression.TextAt("key") ?? "")))
            && fields.TrueForAll(field => field.TextAt("key") == "metadata.name" && Holds(field, name));
    }

    private static bool Holds(JsonObject expression, string? value)
    {
        var values = expression.ArrayAt("values").Strings().ToList();
        return expression.TextAt("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Number(value) > Number(values.FirstOrDefault()),
            "Lt" => Number(value) < Number(values.FirstOrDefault()),
            _ => false,
        };
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
