using System.Text.Json;
using Slipway.EndToEnd.Tests.BadInput;

namespace Slipway.EndToEnd.Tests.Registry;

/// <summary>Models that come from elsewhere and models that go, with real pods: what is measured, what comes back, and which files are left.</summary>
[Collection(nameof(Workbench))]
public sealed class RegistryTests(Workbench bench)
{
    [Fact, Trait("Capability", "M6")]
    public async Task A_model_from_elsewhere_is_ready_when_it_was_measured_here_and_meets_its_gates()
    {
        await bench.ApplyAsync(Manifests.Dataset("golden", bench.Source("golden", Workbench.SampleRows(400)), "role: Golden"));
        await bench.ReadyAsync("dataset/golden", "Accepted");
        var artifact = await bench.GetAsync("modelversion/sample-v1", "{.spec.artifact}");
        await bench.ApplyAsync(Imported("v1", artifact, 0.7));
        await bench.ApplyAsync(Imported("v2", artifact, 0.9999));
        await bench.ApplyAsync(Imported("v3", Forged(artifact), 0.7));

        var ready = await bench.ReadyAsync("modelversion/borrowed-v1", "Ready");
        ready.Message!.ShouldStartWith("roc_auc 0.");
        (await bench.ReadyAsync("modelversion/borrowed-v2", "GatesFailed")).Message!.ShouldContain("has to be at least 0.9999");
        (await bench.ReadyAsync("modelversion/borrowed-v3", "DigestMismatch")).Message!.ShouldContain("and the record says sha256:000");
        var import = JsonDocument.Parse(await bench.GetAsync("modelversion/borrowed-v1", "{.status.import}")).RootElement;
        import.GetProperty("dataset").GetProperty("digest").GetString().ShouldBe(await bench.GetAsync("dataset/golden", "{.status.current.digest}"));
        import.GetProperty("signature").GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("name").GetString()).Order().ShouldBe(["colour", "size"]);
        (await bench.GetAsync("modelversion/borrowed-v1", "{.status.retrainable}")).ShouldBe("false");
    }

    [Fact, Trait("Capability", "M5")]
    public async Task A_deleted_model_comes_back_whole_and_its_files_go_when_their_time_has_come()
    {
        await bench.ApplyAsync(Manifests.Training("passing"));
        await bench.ReadyAsync("modelversion/passing-v1", "Ready");
        var file = new Uri(await bench.GetAsync("modelversion/passing-v1", "{.spec.artifact.uri}")).LocalPath;
        var record = await bench.GetAsync("modelversion/passing-v1", "{.status.specDigest}");
        await bench.KubectlAsync("delete", "trainingjob", "passing", "-n", "bench");

        await bench.KubectlAsync("delete", "modelversion", "passing-v1", "-n", "bench");
        File.Exists(file).ShouldBeTrue("a mistake can be taken back");
        await bench.KubectlAsync("annotate", "configmap", "-l", "slipway.dev/trashed-modelversion=passing-v1", "-n", "bench", "slipway.dev/restore=true");
        await bench.ReadyAsync("modelversion/passing-v1", "Ready");
        (await bench.GetAsync("modelversion/passing-v1", "{.status.specDigest}")).ShouldBe(record);

        await EmptyAsync();
        await bench.KubectlAsync("delete", "modelversion", "passing-v1", "-n", "bench");
        await bench.KubectlAsync("annotate", "configmap", "-l", "slipway.dev/trashed-modelversion=passing-v1", "-n", "bench", "--overwrite", "slipway.dev/purge-after=2020-01-01T00:00:00Z");
        await EmptyAsync();
        File.Exists(file).ShouldBeFalse();
        Directory.Exists(Path.GetDirectoryName(file)).ShouldBeFalse("all of its run's folder is gone");
    }

    private async Task EmptyAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await bench.KubectlAsync("get", "configmap", "-n", "bench", "-l", "slipway.dev/trashed-modelversion=passing-v1", "-o", "name")).Length > 0)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(3), "the trash has given it back, or let it go");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static string Forged(string artifact) => System.Text.RegularExpressions.Regex.Replace(artifact, "sha256:[0-9a-f]{64}", "sha256:" + new string('0', 64));

    private static string Imported(string version, string artifact, double auc) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: ModelVersion
        metadata: {name: borrowed-{{version}}}
        spec:
          model: borrowed
          version: {{version}}
          task: Binary
          artifact: {{artifact}}
          imported:
            by: tests
            source: another team
            evaluation: {dataset: golden, classes: ["false", "true"], gates: [{metric: roc_auc, min: {{auc.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}]}
        """;
}
