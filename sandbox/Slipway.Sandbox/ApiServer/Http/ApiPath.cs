namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>The parts of <c>/api/v1/...</c> and <c>/apis/group/version/...</c>.</summary>
internal sealed record ApiPath(string Group, string Version, string Namespace, string Resource, string Name, string Subresource)
{
    public static ApiPath? Parse(string path)
    {
        var parts = path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var rest = parts switch
        {
            ["api", _, ..] => parts.AsSpan(2),
            ["apis", _, _, ..] => parts.AsSpan(3),
            _ => [],
        };
        if (rest.Length == 0)
        {
            return null;
        }

        var (group, version) = parts[0] == "api" ? ("", parts[1]) : (parts[1], parts[2]);
        var ns = "";
        // /namespaces/x is an object, /namespaces/x/status its subresource, /namespaces/x/pods lies in a namespace.
        if (rest is ["namespaces", _, not ("status" or "finalize"), ..])
        {
            ns = rest[1];
            rest = rest[2..];
        }

        if (rest.Length > 3)
        {
            return null;
        }

        return new ApiPath(group, version, ns, rest[0], rest.Length > 1 ? rest[1] : "", rest.Length > 2 ? rest[2] : "");
    }
}
