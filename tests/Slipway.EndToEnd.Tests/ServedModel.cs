using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>A binary model behind the router of its Rollout, asked for one row at a time.</summary>
internal sealed class ServedModel(string url, string model) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public HttpClient Http { get; } = new() { BaseAddress = new Uri(url) };

    /// <summary>The probability for a row.</summary>
    public async Task<double> AskAsync(string input)
    {
        var (score, text) = await TryAsync(input);
        return score ?? throw new InvalidOperationException(text);
    }

    /// <summary>Asks until the answer is this: snapshots, ConfigMaps, logs and pods each take their time; what counts is the answer.</summary>
    public async Task UntilAsync(string input, double wanted)
    {
        var (end, last) = (DateTimeOffset.UtcNow + Deadline, await TryAsync(input));
        while (last.Score != wanted && DateTimeOffset.UtcNow < end)
        {
            await Task.Delay(200, Cancellation);
            last = await TryAsync(input);
        }

        last.Score.ShouldBe(wanted, last.Text);
    }

    public void Dispose() => Http.Dispose();

    private async Task<(double? Score, string Text)> TryAsync(string input)
    {
        using var content = new StringContent($$"""{"inputs":[{{input}}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await Http.PostAsync(new Uri($"/v2/models/{model}/infer", UriKind.Relative), content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        if (!response.IsSuccessStatusCode) return (null, text);
        using var answer = JsonDocument.Parse(text);
        answer.RootElement.GetProperty("model_version").GetString().ShouldBe("v1");
        return (answer.RootElement.GetProperty("outputs").EnumerateArray().First(output => output.GetProperty("name").GetString() == "probability").GetProperty("data")[0].GetDouble(), text);
    }
}
