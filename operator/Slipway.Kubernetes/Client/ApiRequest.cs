using System.Net.Http.Headers;

namespace Slipway.Kubernetes.Client;

/// <summary>A request as data, so that it can be sent more than once.</summary>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    public string Accept { get; init; } = MediaTypes.Json;

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? ContentType { get; init; }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, new Uri(PathAndQuery.TrimStart('/'), UriKind.Relative));
        message.Headers.TryAddWithoutValidation("Accept", Accept);
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType ?? MediaTypes.Json);
        }

        return message;
    }

    public override string ToString()
    {
        var end = PathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return $"{Method} {(end < 0 ? PathAndQuery : PathAndQuery[..end])}";
    }
}
