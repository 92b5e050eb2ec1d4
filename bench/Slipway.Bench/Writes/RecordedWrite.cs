using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Bench.Writes;

/// <summary>A write of the operator that the server accepted.</summary>
/// <param name="Method">POST or PATCH.</param>
/// <param name="Path">Path and query.</param>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Body">Body, as text.</param>
internal sealed partial record RecordedWrite(HttpMethod Method, string Path, string ContentType, string Body)
{
    private const string Uid = "@uid@";
    private const string Version = "@version@";

    public bool IsEvent => Path.Contains("/events", StringComparison.Ordinal);

    /// <summary>Name of the object that the write is for.</summary>
    public string Object()
    {
        if (Status().Match(Path) is { Success: true } status) return status.Groups[1].Value;
        var body = JsonNode.Parse(Body)!;
        return (string?)body["involvedObject"]?["name"] ?? (string?)body["metadata"]!["ownerReferences"]?[0]?["name"]
            ?? throw new InvalidDataException($"{Method} {Path}: it cannot be told which object this write is for");
    }

    /// <summary>The UID by which it names its object.</summary>
    public string OwnUid() => (string)JsonNode.Parse(Body)!["metadata"]!["uid"]!;

    /// <summary>The same write for an object of another namespace, of which UID and version are not known yet.</summary>
    public RecordedWrite In(string place, string elsewhere, string uid) => this with
    {
        Path = Path.Replace($"/namespaces/{place}/", $"/namespaces/{elsewhere}/", StringComparison.Ordinal),
        Body = AnyVersion().Replace(Body.Replace(place, elsewhere, StringComparison.Ordinal).Replace(uid, Uid, StringComparison.Ordinal), $"\"resourceVersion\":\"{Version}\""),
    };

    /// <summary>The request, with the UID and version of its object filled in.</summary>
    public HttpRequestMessage ToMessage(string uid, string version)
    {
        var body = Body.Replace(Uid, uid, StringComparison.Ordinal).Replace(Version, version, StringComparison.Ordinal);
        var message = new HttpRequestMessage(Method, new Uri(Path.TrimStart('/'), UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        message.Content.Headers.ContentType = new(ContentType);
        return message;
    }

    [GeneratedRegex("/(?:trainingjobs|datasets)/([^/]+)/status")]
    private static partial Regex Status();

    [GeneratedRegex("\"resourceVersion\":\"[0-9]+\"")]
    private static partial Regex AnyVersion();
}
