using System.Net;
using System.Text;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>Answers requests from a function and remembers them: an API server that says just what the test wants to hear.</summary>
internal sealed class StubServer(Func<RecordedRequest, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly List<RecordedRequest> requests = [];

    public IReadOnlyList<RecordedRequest> Requests
    {
        get { lock (gate) return [.. requests]; }
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode code = HttpStatusCode.OK) =>
        new(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(HttpStatusCode code, string reason, string message = "refused", string details = "{}") => Json(
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","reason":"{{reason}}","details":{{details}},"code":{{(int)code}}}""",
        code);

    public static HttpResponseMessage Stream(Stream body) => new(HttpStatusCode.OK) { Content = new StreamContent(body) };

    public HttpClient CreateClient() => new(this, disposeHandler: false)
    {
        BaseAddress = new Uri("http://stub/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var recorded = new RecordedRequest(
            request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Content?.Headers.ContentType?.MediaType, request.Headers.Accept.ToString(),
            request.Headers.Authorization?.ToString());
        lock (gate) requests.Add(recorded);
        return answer(recorded);
    }
}

internal sealed record RecordedRequest(string Method, string PathAndQuery, string Body, string? ContentType, string Accept, string? Authorization)
{
    public string Path => PathAndQuery.Split('?')[0];

    public bool IsWatch => PathAndQuery.Contains("watch=true", StringComparison.Ordinal);

    public string? Query(string name) => PathAndQuery.Split('?').Skip(1).SelectMany(query => query.Split('&'))
        .Select(pair => pair.Split('=', 2)).Where(pair => pair[0] == name).Select(pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault();
}
