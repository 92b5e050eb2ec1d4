using System.Globalization;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Selectors;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>What a list, a watch or a deletion of a collection asks for.</summary>
internal sealed record ListQuery
{
    public required string Namespace { get; init; }

    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    public required string ResourceVersion { get; init; }

    public required string Match { get; init; }

    public required long Limit { get; init; }

    public required string Continue { get; init; }

    /// <summary>How long a watch may last; 0: as long as the server likes.</summary>
    public required long TimeoutSeconds { get; init; }

    public bool HasSelectors => !Labels.IsEverything || !Fields.IsEverything;

    public static ListQuery Parse(ApiRequest request)
    {
        var fields = FieldSelector.Parse(request.Query("fieldSelector") ?? "", request.Resource);
        return new ListQuery
        {
            Namespace = request.Namespace,
            Labels = LabelSelector.Parse(request.Query("labelSelector") ?? ""),
            Fields = request.Name.Length > 0 ? FieldSelector.Parse($"metadata.name={request.Name}", request.Resource) : fields,
            ResourceVersion = request.Query("resourceVersion") ?? "",
            Match = request.Query("resourceVersionMatch") ?? "",
            Limit = Number(request, "limit"),
            TimeoutSeconds = Number(request, "timeoutSeconds"),
            Continue = request.Query("continue") ?? "",
        };
    }

    /// <summary>Whether the object lies where the query looks.</summary>
    public bool Covers(StoredObject obj) => Namespace.Length == 0 || obj.Namespace == Namespace;

    public bool Selects(StoredObject obj) => Covers(obj) && Labels.Matches(obj.Json) && Fields.Matches(obj.Json);

    private static long Number(ApiRequest request, string name)
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return 0;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiErrors.BadRequest($"the query parameter {name} is not a number: \"{text}\"");
    }

    /// <summary>The version as a number; null when none (or 0, any) is asked for.</summary>
    public long? ParseVersion(bool isWatch)
    {
        if (ResourceVersion is "" or "0")
        {
            return null;
        }

        if (long.TryParse(ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return version;
        }

        var text = $"resourceVersion: Invalid value: \"{ResourceVersion}\": strconv.ParseUint: parsing \"{ResourceVersion}\": invalid syntax";
        throw isWatch ? ApiErrors.Internal(text) : ApiErrors.BadRequest("invalid resource version: " + text);
    }
}
