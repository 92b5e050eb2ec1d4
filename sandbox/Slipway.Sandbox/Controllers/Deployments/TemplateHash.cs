using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>Tells the templates of a deployment's replica sets apart.</summary>
internal static class TemplateHash
{
    public const string Label = "pod-template-hash";
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";
    private const int Length = 10;

    /// <summary>True if the template of the set is the deployment's.</summary>
    public static bool IsSame(DynamicObject deployment, DynamicObject set)
    {
        var template = set.Spec.ObjectAt("template")?.DeepClone();
        template.ObjectAt("metadata", "labels")?.Remove(Label);
        return JsonTree.Equal(template, deployment.Spec.ObjectAt("template"));
    }

    /// <summary>A value for the label, its own for each generation of the deployment.</summary>
    public static string Make(DynamicObject deployment)
    {
        var text = $"{deployment.Metadata.Uid}/{deployment.Metadata.Generation}/{JsonTree.ToText(deployment.Spec.ObjectAt("template"))}";
        return string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(Length).Select(value => Letters[value % Letters.Length]));
    }

    /// <summary>The labels or match labels with the hash among them.</summary>
    public static JsonObject With(JsonObject? labels, string hash)
    {
        var result = (JsonObject)(labels?.DeepClone() ?? new JsonObject());
        result[Label] = hash;
        return result;
    }
}
