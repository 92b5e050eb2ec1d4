namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>One entry of an Accept header, or a Content-Type.</summary>
internal sealed record MediaType(string Name, IReadOnlyDictionary<string, string> Parameters)
{
    public string? As => Parameters.GetValueOrDefault("as");

    public string? Group => Parameters.GetValueOrDefault("g");

    public string? Version => Parameters.GetValueOrDefault("v");

    public static IEnumerable<MediaType> ParseAll(string header) =>
        header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse);

    public static MediaType Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                parameters[part[..at]] = part[(at + 1)..].Trim('"');
            }
        }

        return new MediaType(parts.Length == 0 ? "" : parts[0], parameters);
    }
}
