using System.Diagnostics;
using Slipway.Demo;

namespace Slipway.EndToEnd.Tests.BadInput;

[Collection(nameof(Workbench))]
[Trait("Capability", "T7")]
public sealed class StepDeathTests(Workbench bench)
{
    [Fact]
    public async Task Nothing_is_trained_on_zero_rows()
    {
        await bench.ApplyAsync(Manifests.Dataset("few", bench.Source("few", Workbench.SampleRows(20)), "splits: {validationPercent: 9, testPercent: 90}"));
        await bench.ReadyAsync("dataset/few", "Accepted");
        await bench.ApplyAsync(Manifests.Features("few", "few"));
        await bench.ApplyAsync(Manifests.Training("few", dataset: "few", features: "few"));

        var ready = await bench.ReadyAsync("trainingjob/few", ready => ready.Message!.StartsWith("run few-v1: The ", StringComparison.Ordinal), "refused");

        ready.Status.ShouldBe("False");
        ready.Message!.ShouldContain("The Train split of dataset 'few'");
        ready.Message!.ShouldContain("has zero rows");
        (await bench.GetAsync("modelversions", "{.items[?(@.spec.model==\"few\")].metadata.name}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_little_memory_is_told_with_its_limit()
    {
        await bench.ApplyAsync(Manifests.Training("narrow", more: "placement: {resources: {limits: {memory: 16Mi}}}"));

        var ready = await bench.ReadyAsync("trainingjob/narrow", "OutOfMemory");

        ready.Message!.ShouldContain("its memory limit of 16Mi");
        ready.Message!.ShouldContain("resources.limits.memory");
    }

    [Fact]
    public async Task A_kill_is_told_with_its_signal()
    {
        await bench.ApplyAsync(Manifests.Training("patient", more: $"trainer: {{image: \"{OwnImages.Patient}\", args: [--retry]}}"));
        await bench.ReadyAsync("trainingjob/patient", "Running");

        Process.GetProcessById(await PatientAsync()).Kill();

        var ready = await bench.ReadyAsync("trainingjob/patient", "KilledBySignal");
        ready.Message!.ShouldContain("SIGKILL (signal 9)");
    }

    private async Task<int> PatientAsync()
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(20);
        while (DateTimeOffset.UtcNow < end)
        {
            foreach (var process in Process.GetProcessesByName("tail"))
            {
                using (process)
                {
                    var commandLine = await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline");
                    if (commandLine.Contains(bench.OwnImages.Patience, StringComparison.Ordinal)) return process.Id;
                }
            }

            await Task.Delay(100);
        }

        throw new DemoException($"no process waits for {bench.OwnImages.Patience}");
    }
}
