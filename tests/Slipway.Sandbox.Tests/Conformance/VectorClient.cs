using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>Sends the requests of the vectors as they stand there.</summary>
internal sealed class VectorClient(SandboxServer server, JsonObject defaultHeaders) : IDisposable
{
    private readonly HttpClient _http = new(server.CreateInProcessHandler()) { BaseAddress = server.BaseAddress, Timeout = TimeSpan.FromSeconds(70) };

    public async Task<VectorAnswer> SendAsync(JsonObject step, IReadOnlyDictionary<string, string> bound, CancellationToken cancellation)
    {
        using var response = await OpenAsync(step, bound, HttpCompletionOption.ResponseContentRead, cancellation);
        return new VectorAnswer((int)response.StatusCode, Headers(response), await response.Content.ReadAsStringAsync(cancellation));
    }

    public Task<HttpResponseMessage> OpenAsync(JsonObject step, IReadOnlyDictionary<string, string> bound, HttpCompletionOption completion, CancellationToken cancellation)
    {
        var query = string.Join('&', (step.ObjectAt("query") ?? []).Select(q => $"{q.Key}={Uri.EscapeDataString(VectorTokens.Fill(JsonTree.Display(q.Value), bound))}"));
        var request = new HttpRequestMessage(new HttpMethod(step.TextAt("method") ?? "GET"), VectorTokens.Fill(step.TextAt("path")!, bound) + (query.Length > 0 ? "?" + query : ""));
        var text = step.TextAt("bodyText") ?? (step.TryGetPropertyValue("body", out var body) ? JsonTree.ToText(body) : null);
        var headers = Merged(step);
        if (text is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(VectorTokens.Fill(text, bound)));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", headers.GetValueOrDefault("Content-Type", "application/json"));
        }

        foreach (var (name, value) in headers.Where(h => h.Key != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, VectorTokens.Fill(value, bound));
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        return _http.SendAsync(request, completion, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private Dictionary<string, string> Merged(JsonObject step)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in defaultHeaders.Concat(step.ObjectAt("headers") ?? []))
        {
            headers.Remove(name);
            if (value is not null)
            {
                headers[name] = JsonTree.Display(value);
            }
        }

        return headers;
    }

    private static ILookup<string, string> Headers(HttpResponseMessage response) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).SelectMany(h => h.Value.Select(v => (h.Key, Value: v))).ToLookup(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase);
}

/// <summary>An answer as it came.</summary>
internal sealed record VectorAnswer(int Status, ILookup<string, string> Headers, string Text)
{
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonTree.Parse(Text);
            }
            catch (JsonException e)
            {
                throw new VectorMismatchException($"the body is not JSON ({e.Message}): {Text}");
            }
        }
    }
}
