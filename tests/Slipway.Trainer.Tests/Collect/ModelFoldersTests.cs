using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Tests.Collect;

/// <summary>The files of a model version that was deleted: all of its run's folder goes, and nothing that is not certainly its own.</summary>
[Trait("Capability", "M5")]
public sealed class ModelFoldersTests : IDisposable
{
    private static readonly string File1 = "sha256:" + new string('1', 64);

    private readonly string folder = Directory.CreateTempSubdirectory("slipway-purge-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Nothing_is_left_of_a_version_and_its_neighbours_stay()
    {
        Version("v1");
        Version("v2");
        var (code, result) = await RunAsync(Spec(Files("v1")));
        code.ShouldBe(0);
        result.Collect!.Models.ShouldBe([File1]);
        result.Collect.Objects.ShouldBe(3);
        Directory.Exists(Path.Combine(folder, "models/shop/clicks/v1/clicks-v1")).ShouldBeFalse();
        File.Exists(Path.Combine(folder, "models/shop/clicks/v2/clicks-v2/model.onnx")).ShouldBeTrue();
        (await RunAsync(Spec(Files("v1")))).Code.ShouldBe(0, "it may be run again");
    }

    [Fact]
    public async Task What_is_not_certainly_its_own_is_not_touched()
    {
        Version("v1");
        foreach (var wrong in new[]
        {
            Files("v1") with { Version = "v2" },
            Files("v1") with { Model = "other" },
            Files("v1") with { Digest = "sha256:" + new string('2', 64) },
            Files("v1") with { ManifestUri = $"file://{folder}/models/shop/clicks/v1/manifest.json" },
            Files("v1") with { ManifestUri = $"file://{folder}/elsewhere/manifest.json" },
        })
        {
            var (code, result) = await RunAsync(Spec(Files("v1"), wrong));
            code.ShouldBe(2);
            result.Error!.Message.ShouldContain("nothing was deleted");
            File.Exists(Path.Combine(folder, "models/shop/clicks/v1/clicks-v1/model.onnx")).ShouldBeTrue("all is looked at before anything goes");
        }

        (await RunAsync(Spec(Files("v1")) with { Namespace = "partner" })).Code.ShouldBe(2, "a namespace deletes its own");
    }

    private CollectSpec Spec(params ModelFiles[] models) => new() { Namespace = "shop", Name = "clicks", Versions = [], Models = models, ResultPrefix = $"file://{folder}/purges/1" };

    private ModelFiles Files(string version) => new() { Model = "clicks", Version = version, Digest = File1, ManifestUri = $"file://{folder}/models/shop/clicks/{version}/clicks-{version}/manifest.json" };

    private void Version(string version)
    {
        var place = Path.Combine(folder, $"models/shop/clicks/{version}/clicks-{version}");
        Directory.CreateDirectory(Path.Combine(place, "sets"));
        File.WriteAllText(Path.Combine(place, "model.onnx"), "model");
        File.WriteAllText(Path.Combine(place, "sets/golden.parquet"), "rows");
        var manifest = new ModelManifest
        {
            Model = "clicks", Version = version, Artifact = new ModelArtifact { Uri = $"file://{place}/model.onnx", Digest = File1, Size = 5 }, Signature = new Signature { Inputs = [], Outputs = [] }, Provenance = new ModelProvenance(),
        };
        File.WriteAllText(Path.Combine(place, "manifest.json"), JsonSerializer.Serialize(manifest, ContractsJson.Default.ModelManifest));
    }

    private async Task<(int Code, StepResult Result)> RunAsync(CollectSpec spec)
    {
        var path = Path.Combine(folder, "spec.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.CollectSpec));
        var environment = new StepEnvironment { SpecPath = path, TerminationLog = Path.Combine(folder, "termination"), ScratchRoot = folder };
        using var stores = new ObjectStores();
        var code = await new StepRunner(environment, stores, TextWriter.Null, TextWriter.Null, new ManualTimeProvider()).RunAsync(StepCatalogue.Find("collect")!, CancellationToken.None);
        return (code, JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(folder, "termination")), ContractsJson.Default.StepResult)!);
    }
}
