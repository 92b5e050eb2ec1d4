using System.Text.Json;

namespace Slipway.Server.Tests;

/// <summary>Status, headers and JSON of an answer.</summary>
internal sealed record Answer(int Status, JsonElement Json, string Text, HttpResponseMessage Response)
{
    public string Error => Json.GetProperty("error").GetString()!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        return new Answer((int)response.StatusCode, JsonDocument.Parse(text).RootElement, text, response);
    }

    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
