using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Slipway.EndToEnd.Tests.BadInput;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.Windows;

/// <summary>A model of visits whose only feature is how often the visitor has tapped in the last ten minutes: learned from the log, counted from the same log when it serves.</summary>
[Collection(nameof(Workbench))]
[Trait("Capability", "F12")]
public sealed class CountedEventsTests(Workbench bench)
{
    private const int Past = 1200;
    private static readonly DateTime Start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_clients_send_count_at_once_after_a_restart_and_in_the_next_version()
    {
        var log = WritePast();
        await bench.ApplyAsync(Taps(log));
        await bench.ApplyAsync(Manifests.Visits("tap-visits", bench.Source("tap-visits", VisitRows())));
        await bench.ApplyAsync(Features);
        await bench.ApplyAsync(Manifests.Training("tap", dataset: "tap-visits", features: "tap"));
        await bench.ReadyAsync("modelversion/tap-v1", "Ready");
        var rows = await bench.GetAsync("dataset/taps", "{.status.current.rows}");
        await bench.ApplyAsync(Rollout);
        await bench.ReadyAsync("rollout/tap", ready => ready.Status == Condition.True, Condition.True);
        using var model = new ServedModel(await bench.GetAsync("rollout/tap", "{.status.url}"), "tap");

        var (often, never) = (await model.AskAsync(Carried(5)), await model.AskAsync(Carried(0)));
        often.ShouldBeGreaterThan(0.5);
        never.ShouldBeLessThan(0.5);
        await model.UntilAsync(Visitor("ada"), never);
        await SendAsync(model.Http, "ada", taps: 5);
        await model.UntilAsync(Visitor("ada"), often);
        (await model.AskAsync(Visitor("bob"))).ShouldBe(never, "others did nothing");

        await bench.KubectlAsync("delete", "pods", "-n", "bench", "-l", "app.kubernetes.io/component=predictor,app.kubernetes.io/instance=tap", "--wait=true");
        await model.UntilAsync(Visitor("ada"), often);

        await bench.KubectlAsync("annotate", "dataset/taps", "-n", "bench", "slipway.dev/refresh=1");
        await bench.UntilAsync("dataset/taps", "{.status.current.rows}", (int.Parse(rows, CultureInfo.InvariantCulture) + 5).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task SendAsync(HttpClient http, string user, int taps)
    {
        var now = DateTimeOffset.UtcNow;
        var lines = string.Concat(Enumerable.Range(0, taps).Select(number => Tap($"sent-{now.ToUnixTimeMilliseconds()}-{number}", now.UtcDateTime.AddMilliseconds(-number), user)));
        using var content = new StringContent(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await http.PostAsync(new Uri("/v2/events/taps", UriKind.Relative), content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        text.ShouldContain($"\"events\":{taps}");
    }

    private static string Visitor(string user) => $$"""{"name":"user","datatype":"BYTES","shape":[1,1],"data":["{{user}}"]}""";

    private static string Carried(int taps) => $$"""{"name":"taps","datatype":"FP64","shape":[1,1],"data":[{{taps}}]}""";

    private static DateTime VisitAt(int visit) => Start.AddMinutes(20 * visit);

    private static string Tap(string id, DateTime at, string user) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"event_id":"{{id}}","at":"{{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","user":"{{user}}"}""") + "\n";

    // As predictors would have written it, one bundle for each hour.
    private string WritePast()
    {
        var uri = bench.Source("taps", "");
        var folder = new Uri(uri).LocalPath;
        // An earlier run may have left hours.
        Directory.Delete(folder, recursive: true);
        var taps = Enumerable.Range(0, Past).SelectMany(visit => Enumerable.Range(0, visit % 6).Select(number => (Id: $"past-{visit}-{number}", At: VisitAt(visit).AddMinutes(-2).AddSeconds(-number), User: $"u{visit % 40}")));
        foreach (var hour in taps.GroupBy(tap => tap.At.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture)))
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, hour.Key)).FullName;
            File.WriteAllText(Path.Combine(place, $"{Guid.CreateVersion7(new DateTimeOffset(hour.First().At, TimeSpan.Zero))}.jsonl"), string.Concat(hour.Select(tap => Tap(tap.Id, tap.At, tap.User))));
        }

        return uri.TrimEnd('/') + "/";
    }

    private static string VisitRows() => "id,user,happened,bought\n" + string.Concat(Enumerable.Range(0, Past).Select(visit =>
        string.Create(CultureInfo.InvariantCulture, $"v{visit},u{visit % 40},{VisitAt(visit):yyyy-MM-dd HH:mm:ss},{(visit % 6 >= 3 ? "true" : "false")}\n")));

    private static string Taps(string uri) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Dataset
        metadata: {name: taps}
        spec:
          owner: tests
          source: {uri: "{{uri}}", format: JSONLines, events: { maxAge: 1h } }
          schema:
            columns:
              - {name: event_id, type: String}
              - {name: at, type: Timestamp}
              - {name: user, type: String}
          eventTime: at
          key: [event_id]
        """;

    private const string Features = """
        apiVersion: slipway.dev/v1alpha1
        kind: FeatureSet
        metadata: {name: tap}
        spec:
          owner: tests
          dataset: tap-visits
          joins:
            - dataset: taps
              keys: [{column: user}]
              window: {length: 10m, slide: 1s, lateness: 4s, aggregates: [{name: taps, function: Count}]}
          features:
            - {name: taps, expr: taps}
        """;

    private const string Rollout = """
        apiVersion: slipway.dev/v1alpha1
        kind: Rollout
        metadata: {name: tap}
        spec:
          owner: tests
          model: {name: tap, version: v1}
        """;
}
