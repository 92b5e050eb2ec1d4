using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>Plays one scenario against a server and tells which steps did not hold.</summary>
internal sealed partial class ScenarioReplay(SandboxServer server, JsonObject scenario, JsonObject defaultHeaders) : IAsyncDisposable
{
    private const string Absent = "${absent}";
    private readonly VectorClient _client = new(server, defaultHeaders);
    private readonly Dictionary<string, VectorWatch> _watches = new();
    private readonly KubectlRunner _kubectl = new(server);
    private Dictionary<string, string> _bound = new();

    /// <summary>Number and reason of each step that does not hold.</summary>
    public async Task<List<(int Step, string Why)>> RunAsync(JsonObject fixtures, CancellationToken cancellation)
    {
        foreach (var fixture in scenario.ArrayAt("fixtures").Strings())
        {
            await InstallAsync(fixtures.ObjectAt(fixture, "manifest")!, cancellation);
        }

        if (scenario.TextAt("namespace") is { } ns)
        {
            var made = await RequestAsync("POST", "/api/v1/namespaces", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = ns } }, cancellation);
            made.Status.ShouldBe(201, made.Text);
        }

        var failures = new List<(int, string)>();
        foreach (var (index, step) in scenario.ArrayAt("steps").Objects().Index())
        {
            try
            {
                await StepAsync(step, cancellation);
            }
            catch (VectorMismatchException e)
            {
                failures.Add((index, e.Message));
            }
        }

        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watch in _watches.Values)
        {
            watch.Dispose();
        }

        _client.Dispose();
        await _kubectl.DisposeAsync();
    }

    private async Task InstallAsync(JsonObject definition, CancellationToken cancellation)
    {
        var made = await RequestAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", (JsonObject)definition.DeepClone(), cancellation);
        made.Status.ShouldBe(201, made.Text);
        var version = definition.ArrayAt("spec", "versions")![0].TextAt("name");
        var path = $"/apis/{definition.TextAt("spec", "group")}/{version}/{definition.TextAt("spec", "names", "plural")}";
        await Eventually.HoldsAsync(async () => (await RequestAsync("GET", path, null, cancellation)).Status == 200, $"{path} is served", cancellation);
    }

    private Task<VectorAnswer> RequestAsync(string method, string path, JsonObject? body, CancellationToken cancellation)
    {
        var step = new JsonObject { ["method"] = method, ["path"] = path };
        if (body is not null)
        {
            step["body"] = body;
        }

        return _client.SendAsync(step, _bound, cancellation);
    }

    private async Task StepAsync(JsonObject step, CancellationToken cancellation)
    {
        switch (step.TextAt("do"))
        {
            case "request":
                await EventuallyAsync(step, cancellation);
                break;
            case "watch":
                await WatchAsync(step, cancellation);
                break;
            case "events":
                await EventsAsync(step, cancellation);
                break;
            case "close":
                Watch(step).Dispose();
                _watches.Remove(step.TextAt("id")!);
                break;
            case "kubectl":
                await KubectlAsync(step, cancellation);
                break;
        }
    }

    private async Task EventuallyAsync(JsonObject step, CancellationToken cancellation)
    {
        var deadline = DateTime.UtcNow.AddSeconds(step.IntegerAt("eventually") ?? 0);
        while (true)
        {
            var answer = await _client.SendAsync(step, _bound, cancellation);
            var bound = new Dictionary<string, string>(_bound);
            try
            {
                Check(step, answer, bound);
                _bound = bound;
                return;
            }
            catch (VectorMismatchException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(20, cancellation);
            }
        }
    }

    private void Check(JsonObject step, VectorAnswer answer, Dictionary<string, string> bound)
    {
        var expect = step.ObjectAt("expect")!;
        if (expect.IntegerAt("status") != answer.Status)
        {
            throw new VectorMismatchException($"status: expected {expect.IntegerAt("status")}, got {answer.Status} {answer.Text}");
        }

        CheckHeaders(expect.ObjectAt("headers") ?? [], answer.Headers, bound);
        var matcher = new VectorMatcher(step.ArrayAt("unordered").Strings());
        if (expect.TextAt("bodyText") is { } text)
        {
            VectorTokens.Match(text, answer.Text, "body", bound);
        }
        else if (expect["body"] is { } body)
        {
            matcher.Match(body, Prepared(answer.Json, step), "", bound);
        }
        else if (expect.ObjectAt("at") is { } points)
        {
            var prepared = Prepared(answer.Json, step);
            foreach (var (pointer, value) in points)
            {
                CheckPoint(pointer, value, prepared, matcher, bound);
            }
        }

        CheckOrder(expect, bound);
    }

    private JsonNode? Prepared(JsonNode? body, JsonObject step) => VectorDocuments.Prepare(body, step, scenario.TextAt("managedFields") == "compare");

    private static void CheckPoint(string pointer, JsonNode? expected, JsonNode? body, VectorMatcher matcher, Dictionary<string, string> bound)
    {
        var actual = VectorDocuments.Get(body, pointer, out var found);
        var wanted = !(JsonTree.IsString(expected, out var text) && text == Absent);
        if (found != wanted)
        {
            throw new VectorMismatchException($"{pointer}: expected {JsonTree.ToText(expected)}, got {(found ? JsonTree.ToText(actual) : "nothing")}");
        }

        if (wanted)
        {
            matcher.Match(expected, actual, pointer, bound, VectorDocuments.Segments(pointer));
        }
    }

    private static void CheckHeaders(JsonObject expected, ILookup<string, string> actual, Dictionary<string, string> bound)
    {
        foreach (var (name, value) in expected.Where(h => h.Key != "Warning"))
        {
            var have = actual[name].FirstOrDefault() ?? throw new VectorMismatchException($"header {name} is missing; expected {value}");
            var wanted = JsonTree.Display(value);
            VectorTokens.Match(name == "Content-Type" ? WithoutCharset(wanted) : wanted, name == "Content-Type" ? WithoutCharset(have) : have, $"header {name}", bound);
        }

        var warnings = expected.ArrayAt("Warning") ?? [];
        new VectorMatcher([]).MatchAnyOrder(warnings, new JsonArray([.. actual["Warning"].Select(w => (JsonNode?)JsonValue.Create(w))]), "header Warning", bound);
    }

    private static void CheckOrder(JsonObject expect, Dictionary<string, string> bound)
    {
        foreach (var rule in expect.ArrayAt("order").Strings())
        {
            var parts = rule.Split(' ');
            var (left, right) = (long.Parse(bound[parts[0]], CultureInfo.InvariantCulture), long.Parse(bound[parts[2]], CultureInfo.InvariantCulture));
            if (parts[1] == ">" ? left <= right : left < right)
            {
                throw new VectorMismatchException($"order: {rule} does not hold: {left} and {right}");
            }
        }
    }

    private async Task WatchAsync(JsonObject step, CancellationToken cancellation)
    {
        var response = await _client.OpenAsync(step, _bound, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if ((int)response.StatusCode != step.IntegerAt("expect", "status"))
        {
            throw new VectorMismatchException($"the watch answered {(int)response.StatusCode}");
        }

        _watches[step.TextAt("id")!] = new VectorWatch(response);
    }

    private async Task EventsAsync(JsonObject step, CancellationToken cancellation)
    {
        var watch = Watch(step);
        var expected = step.ArrayAt("expect", "events")!;
        var closed = step.TextAt("expect", "end") == "closed";
        var taken = await watch.TakeAsync(closed ? null : expected.Count, TimeSpan.FromSeconds(step.IntegerAt("within") ?? 10), step.FlagAt("bookmarks"), cancellation);
        if (closed && !watch.Ended)
        {
            throw new VectorMismatchException("the server did not end the watch");
        }

        var actual = new JsonArray([.. taken.Select(e => (JsonNode)new JsonObject { ["type"] = e.TextAt("type"), ["object"] = Prepared(e["object"], step) })]);
        var bound = new Dictionary<string, string>(_bound);
        var matcher = new VectorMatcher(step.FlagAt("anyOrder") ? [""] : []);
        if (expected.Count != actual.Count)
        {
            throw new VectorMismatchException($"expected {expected.Count} events, got {JsonTree.ToText(actual)}");
        }

        matcher.Match(expected, actual, "event", bound);
        CheckOrder(step.ObjectAt("expect")!, bound);
        _bound = bound;
    }

    private VectorWatch Watch(JsonObject step) =>
        _watches.GetValueOrDefault(step.TextAt("id")!) ?? throw new VectorMismatchException("the watch could not be opened");

    private async Task KubectlAsync(JsonObject step, CancellationToken cancellation)
    {
        var arguments = step.ArrayAt("args").Strings().Select(a => VectorTokens.Fill(a, _bound));
        var input = step.TextAt("stdin") is { } text ? VectorTokens.Fill(text, _bound) : null;
        var run = await _kubectl.RunAsync(arguments, input, cancellation);
        var expect = step.ObjectAt("expect")!;
        if (run.ExitCode != expect.IntegerAt("exitCode"))
        {
            throw new VectorMismatchException($"exit code {run.ExitCode}, expected {expect.IntegerAt("exitCode")}: {run.Output}{run.Error}");
        }

        var bound = new Dictionary<string, string>(_bound);
        VectorTokens.Match(expect.TextAt("stdout")!, run.Output, "stdout", bound);
        VectorTokens.Match(expect.TextAt("stderr")!, run.Error, "stderr", bound);
        _bound = bound;
    }

    private static string WithoutCharset(string mediaType) => Charset().Replace(mediaType, "");

    [GeneratedRegex(@"; *charset=[\w-]+")]
    private static partial Regex Charset();
}
