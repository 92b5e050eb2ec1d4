using System.Text;

namespace Slipway.EndToEnd.Tests.BadInput;

[Collection(nameof(Workbench))]
public sealed class OwnImageTests(Workbench bench)
{
    private static readonly string Image = $"trainer: {{image: \"{OwnImages.Trainer}\"}}";

    [Fact]
    [Trait("Capability", "T6")]
    [Trait("Capability", "P7")]
    public async Task An_image_that_follows_the_contract_makes_a_version_that_is_served()
    {
        await bench.ApplyAsync(Manifests.Training("own", more: Image));
        await bench.ApplyAsync(Manifests.Rollout("own"));

        var version = await bench.ReadyAsync("modelversion/own-v1", "Ready");
        version.Message!.ShouldContain("roc_auc 0.9");
        await bench.ReadyAsync("rollout/own", "Healthy");

        using var http = new HttpClient();
        using var body = new StringContent(
            """{"inputs":[{"name":"size","datatype":"FP64","shape":[1,1],"data":[9.5]},{"name":"colour","datatype":"BYTES","shape":[1,1],"data":["red"]}]}""",
            Encoding.UTF8,
            "application/json");
        using var answer = await http.PostAsync(new Uri($"{await bench.GetAsync("rollout/own", "{.status.url}")}/v2/models/own/infer"), body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        text.ShouldContain("probability");
        answer.Headers.GetValues("slipway-model-version").ShouldBe(["v1"]);
    }

    [Fact]
    [Trait("Capability", "T5")]
    public async Task Workers_run_together_and_know_each_other()
    {
        await bench.ApplyAsync(Manifests.Training("gang", more: $"{Image}\n  workers: 3"));

        await bench.ReadyAsync("modelversion/gang-v1", "Ready");

        for (var rank = 0; rank < 3; rank++)
        {
            var given = await File.ReadAllTextAsync(Path.Combine(bench.OwnImages.Workers, "gang-v1", $"{rank}"), TestContext.Current.CancellationToken);
            given.ShouldStartWith($"world=3 nodes=3 node={rank} master=gang-v1-0.gang-v1:29500 at 127.");
        }
    }

    [Fact]
    [Trait("Capability", "T5")]
    public async Task Workers_of_the_built_in_trainer_learn_one_version_together()
    {
        await bench.ApplyAsync(Manifests.Training("shared", more: $"trainer: {{image: \"{OwnImages.Shared}\"}}\n  workers: 3"));

        await bench.ReadyAsync("modelversion/shared-v1", "Ready");

        (await bench.GetAsync("modelversion/shared-v1", "{.spec.provenance.workers}")).ShouldBe("3");
        var pods = await bench.GetAsync("pods", "{range .items[?(@.metadata.labels.batch\\.kubernetes\\.io/job-name==\"shared-v1\")]}{.status.phase} {end}");
        pods.ShouldBe("Succeeded Succeeded Succeeded ");
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("exchanged")]
    [Trait("Capability", "M2")]
    [Trait("Capability", "S4")]
    public async Task A_model_file_that_is_not_the_recorded_one_never_serves(string model)
    {
        await bench.ApplyAsync(Manifests.Training(model, more: Image));
        await bench.ReadyAsync($"modelversion/{model}-v1", "Ready");
        var recorded = await bench.GetAsync($"modelversion/{model}-v1", "{.spec.artifact.digest}");
        var file = new Uri(await bench.GetAsync($"modelversion/{model}-v1", "{.spec.artifact.uri}")).LocalPath;
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        if (model == "truncated") bytes = bytes[..(bytes.Length / 2)];
        else bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await bench.ApplyAsync(Manifests.Rollout(model));

        var found = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        var ready = await bench.ReadyAsync($"rollout/{model}", ready => ready.Message!.Contains(found, StringComparison.Ordinal), "the message names the digest that was found");
        ready.Status.ShouldBe("False");
        ready.Message!.ShouldContain(recorded);
        (await bench.GetAsync($"rollout/{model}", "{.status.stable.readyReplicas}")).ShouldBeOneOf("", "0");
    }
}
