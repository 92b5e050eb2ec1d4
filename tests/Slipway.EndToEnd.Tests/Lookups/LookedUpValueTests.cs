using System.Globalization;
using Slipway.EndToEnd.Tests.BadInput;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.Lookups;

/// <summary>A model of visits whose only feature is the visitor's score of the day, which another Dataset has.</summary>
[Collection(nameof(Workbench))]
[Trait("Capability", "F12")]
public sealed class LookedUpValueTests(Workbench bench)
{
    private const int Users = 40;
    private const int Days = 10;

    [Fact]
    public async Task A_request_that_names_the_visitor_is_answered_by_what_is_known_of_them_now()
    {
        await bench.ApplyAsync(Scores(bench.Source("scores", ScoreRows(Days))));
        await bench.ApplyAsync(Manifests.Visits("visits", bench.Source("visits", VisitRows())));
        await bench.ApplyAsync(Features);
        await bench.ApplyAsync(Manifests.Training("visit", dataset: "visits", features: "visit"));
        await bench.ReadyAsync("modelversion/visit-v1", "Ready");
        await bench.ApplyAsync(Rollout);
        await bench.ReadyAsync("rollout/visit", ready => ready.Status == Condition.True, Condition.True);
        using var model = new ServedModel(await bench.GetAsync("rollout/visit", "{.status.url}"), "visit");

        var (before, known) = (await model.AskAsync(Visitor("u1")), await model.AskAsync(Carried(Score(1, Days))));
        before.ShouldBe(known, "the newest score is looked up");
        before.ShouldBeGreaterThan(0.5);
        (await model.AskAsync(Visitor("u2"))).ShouldBe(await model.AskAsync(Carried(Score(2, Days))));
        var pods = await PodsAsync();

        // The next day every score is turned round.
        bench.Source("scores", ScoreRows(Days + 1));
        await bench.KubectlAsync("annotate", "dataset/scores", "-n", "bench", "slipway.dev/refresh=1");
        var turned = await model.AskAsync(Carried(Score(1, Days + 1)));
        turned.ShouldBeLessThan(0.5);
        await model.UntilAsync(Visitor("u1"), turned);
        (await model.AskAsync(Visitor("u2"))).ShouldBe(await model.AskAsync(Carried(Score(2, Days + 1))));
        (await PodsAsync()).ShouldBe(pods, "no pod was made or started again");
    }

    private Task<string> PodsAsync() => bench.KubectlAsync(
        "get", "pods", "-n", "bench", "-l", "app.kubernetes.io/component=predictor", "-o", "jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[*].restartCount} {end}");

    private static string Visitor(string user) => $$"""{"name":"user","datatype":"BYTES","shape":[1,1],"data":["{{user}}"]}""";

    private static string Carried(int score) => $$"""{"name":"score","datatype":"FP64","shape":[1,1],"data":[{{score}}]}""";

    private static int Score(int user, int day) => day > Days ? 99 - Score(user, Days) : ((user * 37) + (day * 13)) % 100;

    private static string ScoreRows(int days) => "user,day,score\n" + string.Concat(
        from day in Enumerable.Range(1, days) from user in Enumerable.Range(0, Users) select string.Create(CultureInfo.InvariantCulture, $"u{user},2026-03-{day:00},{Score(user, day)}\n"));

    private static string VisitRows() => "id,user,happened,bought\n" + string.Concat(Enumerable.Range(0, 2000).Select(id =>
    {
        var (user, day) = (id % Users, 1 + (id / Users % Days));
        return string.Create(CultureInfo.InvariantCulture, $"v{id},u{user},2026-03-{day:00} 12:00:00,{(Score(user, day) >= 50 ? "true" : "false")}\n");
    }));

    private static string Scores(string uri) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Dataset
        metadata: {name: scores}
        spec:
          owner: tests
          source: {uri: "{{uri}}", format: CSV}
          schema:
            columns:
              - {name: user, type: String}
              - {name: day, type: Timestamp}
              - {name: score, type: Float64}
          eventTime: day
          key: [user, day]
          lookup: {entity: [user]}
        """;

    private const string Features = """
        apiVersion: slipway.dev/v1alpha1
        kind: FeatureSet
        metadata: {name: visit}
        spec:
          owner: tests
          dataset: visits
          joins:
            - {dataset: scores, keys: [{column: user}]}
          features:
            - {name: score, expr: score}
        """;

    // One version for ever: what changes is what is looked up.
    private const string Rollout = """
        apiVersion: slipway.dev/v1alpha1
        kind: Rollout
        metadata: {name: visit}
        spec:
          owner: tests
          model: {name: visit, version: v1}
        """;
}
