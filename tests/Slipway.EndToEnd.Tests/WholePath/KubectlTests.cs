using Slipway.Demo.Story;

namespace Slipway.EndToEnd.Tests.WholePath;

/// <summary>What a user sees who has kubectl and nothing else.</summary>
[Collection(nameof(FaultyStory))]
[Trait("Capability", "P1")]
public sealed class KubectlTests(FaultyStory story)
{
    [Fact]
    public async Task Get_slipway_tells_the_story()
    {
        var text = await KubectlAsync("get", "slipway", "-n", ShopState.Namespace);

        foreach (var resource in (string[])["dataset", "featureset", "trainingjob", "modelversion", "rollout"]) text.ShouldContain($"{resource}.slipway.dev/yarn-");
        var rollout = text.Split('\n').Single(line => line.StartsWith("rollout.slipway.dev/yarn-click", StringComparison.Ordinal));
        rollout.ShouldContain("v2");
    }

    [Fact]
    public async Task Describe_rollout_shows_conditions_history_and_events()
    {
        var text = await KubectlAsync("describe", "rollout", "yarn-click", "-n", ShopState.Namespace);

        text.ShouldContain("v3 was rolled back");
        text.Split("History:")[1].ShouldContain("RolledBack");
        text.Split("Events:")[1].ShouldContain("Promoted");
        text.Split("Events:")[1].ShouldContain("Warning");
    }

    [Fact]
    public async Task Explain_gives_the_meaning_of_fields()
    {
        var text = await KubectlAsync("explain", "trainingjob.spec");

        text.ShouldContain("hyperparameters");
        text.ShouldContain("Model family that the versions belong to");
        (await KubectlAsync("explain", "rollout.spec.analysis.metrics.threshold")).ShouldContain("threshold <string>");
    }

    [Fact]
    public async Task Wait_knows_the_conditions() =>
        (await KubectlAsync("wait", "--for=condition=Ready", "dataset/yarn-clicks", "-n", ShopState.Namespace, "--timeout=10s")).ShouldContain("condition met");

    [Fact]
    public async Task Logs_of_a_trainer_say_what_it_did()
    {
        var text = await KubectlAsync("logs", "job/yarn-click-v1", "-n", ShopState.Namespace);

        text.ShouldContain("train");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(1);
    }

    private Task<string> KubectlAsync(params string[] arguments) => story.Demo.Platform.Kubectl.RunAsync(TestContext.Current.CancellationToken, arguments);
}
