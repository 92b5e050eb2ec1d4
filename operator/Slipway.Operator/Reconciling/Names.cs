using System.Text.Json.Nodes;

namespace Slipway.Operator.Reconciling;

/// <summary>Names within the limits of Kubernetes.</summary>
internal static class Names
{
    /// <summary>The name, or its beginning with 8 digits of its digest where it is too long; always the same for the same name.</summary>
    public static string Fit(string name, int limit)
    {
        if (name.Length <= limit) return name;
        var digest = CanonicalJson.Short(CanonicalJson.Digest(JsonValue.Create(name)), 8);
        return $"{name[..(limit - 9)].TrimEnd('-', '.')}-{digest}";
    }
}
