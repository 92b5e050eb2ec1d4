using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>
/// What a recorded kube-apiserver 1.36 answered, replayed step by step. The steps that do not hold are listed with their
/// reasons in not-held.txt; a listed step that holds is a failure as much as an unlisted one that does not.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly Version FirstKubectl = new(1, 30);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance");

    public static TheoryData<string, string> Scenarios()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "vectors"), "0*.json").Order(StringComparer.Ordinal))
        {
            foreach (var scenario in Load(file).ArrayAt("scenarios").Objects())
            {
                data.Add(Path.GetFileName(file), scenario.TextAt("name")!);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Trait("Capability", "P7")]
    public async Task AnswersAsARealServerDoes(string file, string name)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var document = Load(Path.Combine(Folder, "vectors", file));
        var scenario = document.ArrayAt("scenarios").Objects().Single(s => s.TextAt("name") == name);
        var needsKubectl = scenario.ArrayAt("needs").Strings().Contains("kubectl");
        Assert.SkipWhen(needsKubectl && !(KubectlRunner.Release >= FirstKubectl), $"what kubectl prints was recorded with {FirstKubectl} and newer ones");
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions(), cancellation);
        await using var replay = new ScenarioReplay(server, scenario, document.ObjectAt("defaults", "headers")!);
        var failures = await replay.RunAsync(Load(Path.Combine(Folder, "vectors", "fixtures.json")).ObjectAt("fixtures")!, cancellation);

        var listed = Listed(name);
        var unexpected = failures.Where(f => !listed.Contains(f.Step)).Select(f => $"{name} {f.Step}: {f.Why}").ToList();
        unexpected.ShouldBeEmpty("steps that should hold");
        listed.Except(failures.Select(f => f.Step)).Select(step => $"{name} {step}").ShouldBeEmpty("steps that hold now; take them off not-held.txt");
    }

    [Fact]
    public void ExceptionsAmongTheCoreStepsAreFew()
    {
        var core = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "vectors"), "0*.json"))
        {
            foreach (var scenario in Load(file).ArrayAt("scenarios").Objects().Where(s => s.TextAt("tier") == "core" && s.TextAt("name") != "cel-rules"))
            {
                var steps = scenario.ArrayAt("steps").Objects().ToList();
                core.AddRange(Listed(scenario.TextAt("name")!).Where(step => steps[step].TextAt("tier") != "extended").Select(step => $"{scenario.TextAt("name")} {step}"));
            }
        }

        core.Count.ShouldBeLessThanOrEqualTo(15, string.Join(", ", core));
    }

    private static JsonObject Load(string path) => (JsonObject)JsonTree.Parse(File.ReadAllBytes(path))!;

    /// <summary>The listed steps of a scenario: lines of the form <c>scenario step,step: reason</c>.</summary>
    private static HashSet<int> Listed(string scenario) =>
    [
        .. File.ReadLines(Path.Combine(Folder, "not-held.txt"))
            .Where(line => line.StartsWith(scenario + " ", StringComparison.Ordinal))
            .SelectMany(line => line[(scenario.Length + 1)..line.IndexOf(':', StringComparison.Ordinal)].Split(','))
            .Select(step => int.Parse(step, CultureInfo.InvariantCulture)),
    ];
}
