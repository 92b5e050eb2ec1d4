using Slipway.EndToEnd.Tests.BadInput;

namespace Slipway.EndToEnd.Tests.Drills;

/// <summary>A real model is made once more from its record by the real trainer.</summary>
[Collection(nameof(Workbench))]
[Trait("Capability", "T20")]
public sealed class DrillTests(Workbench bench)
{
    [Fact]
    public async Task A_model_is_made_once_more_from_its_record_compared_and_deleted()
    {
        await bench.ApplyAsync(Manifests.Training("drilled", more: """drill: {schedule: "0 0 1 1 *", timeZone: Europe/Berlin}"""));
        await bench.ReadyAsync("modelversion/drilled-v1", "Ready");
        await bench.KubectlAsync("annotate", "trainingjob/drilled", "-n", "bench", "slipway.dev/drill=1");

        await bench.UntilAsync("trainingjob/drilled", "{.status.drill.run.state}", "Passed");
        (await bench.GetAsync("trainingjob/drilled", "{.status.drill.run.modelVersion} {.status.drill.run.source} {.status.drill.lastRequest}")).ShouldBe("drilled-v1 TrainingJob 1");
        (await bench.GetAsync("trainingjob/drilled", "{.status.drill.run.metrics[?(@.metric==\"roc_auc\")].passed}")).ShouldBe("true");
        (await bench.GetAsync("trainingjob/drilled", "{.status.drill.run.artifactDigest}")).ShouldStartWith("sha256:");
        (await bench.GetAsync("trainingjob/drilled", "{.status.conditions[?(@.type==\"DrillPassed\")].message}")).ShouldContain("was made once more from its record");

        await bench.UntilAsync("trainingjob/drilled", "{.status.drill.cleaningJob}", "");
        var folder = Path.Combine(new Uri(bench.Store).LocalPath, "models", "bench", "drilled", "drills");
        Directory.GetDirectories(folder).Select(Path.GetFileName).ShouldBe(["drilled-drill-1-clean"], "the model is deleted, and the result of the deletion is left");
        (await bench.GetAsync("modelversions", "{range .items[?(@.spec.model==\"drilled\")]}{.metadata.name} {end}")).ShouldBe("drilled-v1 ");
        (await bench.GetAsync("trainingjob/drilled", "{.status.lastVersion}")).ShouldBe("1");
    }
}
