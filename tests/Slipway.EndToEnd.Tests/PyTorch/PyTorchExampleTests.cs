using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.EndToEnd.Tests.BadInput;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.PyTorch;

/// <summary><c>examples/pytorch</c> as its README tells: manifests by kubectl, two workers that torchrun starts, a version that is served.</summary>
/// <remarks>Needs PyTorch (580 MB with all that it depends on), so that it runs by <c>make example-pytorch</c> alone.</remarks>
[Collection(nameof(Workbench))]
public sealed class PyTorchExampleTests(Workbench bench)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Capability", "T5")]
    [Trait("Capability", "T6")]
    public async Task A_network_that_two_workers_train_becomes_a_version_that_is_served()
    {
        var folder = bench.Source("pumps", "");
        await File.WriteAllTextAsync(Path.Combine(new Uri(folder).LocalPath, "rows.csv"), await PumpsAsync(20_000), Cancellation);
        var manifests = await bench.KubectlAsync("kustomize", PyTorchImage.Folder);
        await bench.ApplyAsync(manifests.Replace("file:///srv/pumps/", folder, StringComparison.Ordinal));

        var version = await bench.ReadyAsync("modelversion/pump-failure-v1", "Ready");
        version.Message!.ShouldContain("roc_auc");
        var file = new Uri(await bench.GetAsync("modelversion/pump-failure-v1", "{.spec.artifact.uri}")).LocalPath;
        var manifest = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(Path.GetDirectoryName(file)!, "manifest.json"), Cancellation), ContractsJson.Default.ModelManifest)!;
        manifest.Metrics!.Single(metric => metric.Metric == "roc_auc").Value!.Value.ShouldBeInRange(0.8, 0.9, "the best possible is about 0.85");
        manifest.Signature.Inputs.Select(input => input.Name).ShouldBe(["temperature", "vibration", "pressure", "hours"]);
        await SharesAsync();

        await bench.ReadyAsync("rollout/pump-failure", ready => ready.Status == Condition.True, Condition.True);
        using var model = new ServedModel(await bench.GetAsync("rollout/pump-failure", "{.status.url}"), "pump-failure");
        (await model.AskAsync(Reading("95", "4.5", "7.9"))).ShouldBeGreaterThan(0.9, "hot, shaking, and far from the usual pressure");
        (await model.AskAsync(Reading("50", "0.5", "5"))).ShouldBeLessThan(0.2);
        (await model.AskAsync(Reading("50", "0.5", "null"))).ShouldBeInRange(0.001, 0.6, "a missing pressure is part of the graph");
    }

    /// <summary>Each worker read its own half of the train split and nothing else.</summary>
    private async Task SharesAsync()
    {
        // Pods of the sandbox share their ports: a try may have found another's there, and then all started again.
        var pods = (await bench.KubectlAsync(
            "get", "pods", "-n", "bench", "-l", "batch.kubernetes.io/job-name=pump-failure-v1", "-o", "jsonpath={range .items[?(@.status.phase==\"Succeeded\")]}{.metadata.name} {end}"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        pods.Length.ShouldBe(2);
        var shares = new List<(int Rank, long Rows, long Total)>();
        foreach (var pod in pods)
        {
            var line = (await bench.KubectlAsync("logs", "-n", "bench", pod)).Split('\n').Last(line => line.Contains("epoch 12/12", StringComparison.Ordinal));
            var words = line[line.IndexOf("rank", StringComparison.Ordinal)..].Split(' ', ':', ',');
            shares.Add((int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[^4], CultureInfo.InvariantCulture), long.Parse(words[^2], CultureInfo.InvariantCulture)));
        }

        shares.Select(share => share.Rank).Order().ShouldBe([0, 1]);
        shares.Sum(share => share.Rows).ShouldBe(shares[0].Total);
        shares.ShouldAllBe(share => Math.Abs(share.Rows - (share.Total / 2)) <= 1);
    }

    private static string Reading(string temperature, string vibration, string pressure) => string.Join(
        ',',
        new[] { ("temperature", temperature), ("vibration", vibration), ("pressure", pressure), ("hours", "3000") }
            .Select(input => $$"""{"name":"{{input.Item1}}","datatype":"FP64","shape":[1,1],"data":[{{input.Item2}}]}"""));

    private static async Task<string> PumpsAsync(int rows)
    {
        using var script = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(PyTorchImage.Folder, "pumps.py"), $"{rows}"]) { RedirectStandardOutput = true })!;
        var text = await script.StandardOutput.ReadToEndAsync(Cancellation);
        await script.WaitForExitAsync(Cancellation);
        return text;
    }
}
