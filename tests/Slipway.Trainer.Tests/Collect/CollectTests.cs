using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Tests.Steps;

namespace Slipway.Trainer.Tests.Collect;

/// <summary>Versions that nothing uses any more: all of their files go, the manifest first, and nothing else.</summary>
[Trait("Capability", "D28")]
public sealed class CollectTests : IDisposable
{
    private static readonly string Old = new('a', 64);
    private static readonly string Other = new('b', 64);

    private readonly string folder = Directory.CreateTempSubdirectory("slipway-collect-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Nothing_is_left_of_a_version_and_its_neighbours_stay()
    {
        Version(Old);
        Version(Other);
        Write(Path.Combine(Old, ".slipway-partial-1"), "left by a writer that was killed");
        foreach (var name in new[] { "clicks-snapshot-1", "clicks-snapshot-2", "clicks-collect-1" }) Write($"_runs/{name}/result.json", "{}");

        var (code, result) = await RunAsync(Spec(Old) with { Runs = $"file://{folder}/_runs", KeepRuns = ["clicks-snapshot-2", "clicks-collect-1"] });
        code.ShouldBe(0);
        result.Collect!.Versions.ShouldBe([$"sha256:{Old}"]);
        result.Collect.Objects.ShouldBe(4);
        Directory.Exists(Path.Combine(folder, Old)).ShouldBeFalse();
        File.Exists(Path.Combine(folder, Other, "manifest.json")).ShouldBeTrue();
        Directory.GetDirectories(Path.Combine(folder, "_runs")).Select(Path.GetFileName).Order().ShouldBe(["clicks-collect-1", "clicks-snapshot-2"]);

        (await RunAsync(Spec(Old))).Code.ShouldBe(0, "it may be run again");
    }

    [Fact]
    public async Task A_step_that_dies_half_way_has_taken_the_manifest_first_and_the_next_does_the_rest()
    {
        for (var deletions = 0; deletions < 3; deletions++)
        {
            Version(Old);
            var left = deletions;
            using var stores = new ObjectStores();
            var (code, _) = await RunAsync(Spec(Old), new BrokenStore(stores, _ => Interlocked.Decrement(ref left) < 0));
            code.ShouldBe(75);
            if (deletions > 0) File.Exists(Path.Combine(folder, Old, "manifest.json")).ShouldBeFalse("nobody opens half of a version");
            (await RunAsync(Spec(Old))).Code.ShouldBe(0);
            Directory.Exists(Path.Combine(folder, Old)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Partitions_stay_as_long_as_a_version_is_made_of_them()
    {
        Version(Old);
        var manifest = new DatasetManifest
        {
            Name = "clicks", Namespace = "shop", Digest = $"sha256:{Other}", Columns = [], Splits = new SplitPolicy(), Rows = new RowCounts(), Statistics = [],
            Files = [new DataFile { Split = Split.Train, Path = "../partitions/p2/train.parquet", Rows = 1, Bytes = 1, Sha256 = "" }],
        };
        foreach (var part in new[] { "p1", "p2" }) Write($"partitions/{part}/part.json", "{}");
        var spec = Spec(Old) with { Partitions = $"file://{folder}/partitions", Keep = [Pin(Other)] };

        var (code, unread) = await RunAsync(spec);
        (code, unread.Error!.Reason).ShouldBe((2, "NotFound"));
        Directory.GetDirectories(Path.Combine(folder, "partitions")).Length.ShouldBe(2, "nobody knows what the version that stays is made of");

        Write(Path.Combine(Other, "manifest.json"), JsonSerializer.Serialize(manifest, ContractsJson.Default.DatasetManifest));
        (await RunAsync(spec)).Code.ShouldBe(0);
        Directory.GetDirectories(Path.Combine(folder, "partitions")).Select(Path.GetFileName).ShouldBe(["p2"]);
    }

    [Fact]
    public async Task A_folder_of_another_name_is_not_touched()
    {
        Version(Old);
        Version(Other);
        var wrong = Spec(Old, Other) with { Versions = [Pin(Old), Pin(Other) with { Digest = $"sha256:{Old}" }] };
        var (code, result) = await RunAsync(wrong);
        code.ShouldBe(2);
        result.Error!.Message.ShouldContain("nothing was deleted");
        File.Exists(Path.Combine(folder, Old, "manifest.json")).ShouldBeTrue("all is looked at before anything goes");
        File.Exists(Path.Combine(folder, Other, "manifest.json")).ShouldBeTrue();
    }

    private CollectSpec Spec(params string[] versions) => new()
    {
        Namespace = "shop", Name = "clicks", Versions = [.. versions.Select(Pin)], ResultPrefix = $"file://{folder}/_runs/clicks-collect-1",
    };

    private DatasetPin Pin(string version) => new() { Name = "clicks", Digest = $"sha256:{version}", ManifestUri = $"file://{folder}/{version}/manifest.json" };

    private void Version(string name)
    {
        foreach (var file in new[] { "manifest.json", "train.parquet", "quarantine.parquet" }) Write(Path.Combine(name, file), file);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private async Task<(int Code, StepResult Result)> RunAsync(CollectSpec spec, IObjectStore? store = null)
    {
        var path = Path.Combine(folder, "spec.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.CollectSpec));
        var environment = new StepEnvironment { SpecPath = path, TerminationLog = Path.Combine(folder, "termination"), ScratchRoot = folder };
        using var stores = new ObjectStores();
        var code = await new StepRunner(environment, store ?? stores, TextWriter.Null, TextWriter.Null, new ManualTimeProvider()).RunAsync(StepCatalogue.Find("collect")!, CancellationToken.None);
        return (code, JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(folder, "termination")), ContractsJson.Default.StepResult)!);
    }
}
