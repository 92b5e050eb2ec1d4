namespace Slipway.Server.Tests.Predictor;

/// <summary>What a predictor refuses to serve, how it says so, and what it needs to serve at all.</summary>
public sealed class LoadingTests
{
    private static readonly string OtherDigest = "sha256:" + new string('0', 64);

    [Fact]
    [Trait("Capability", "S4")]
    [Trait("Capability", "M2")]
    [Trait("Capability", "E8")]
    public async Task A_file_with_another_digest_is_never_served_and_both_digests_are_named()
    {
        using var model = new YarnModel(writeManifest: false);
        await using var predictor = await RunningPredictor.StartAsync(
            model, options => options with { ModelDigest = OtherDigest, ModelName = "clicks", ModelVersion = "v1" }, waitForReady: false);

        var reason = await predictor.WaitForPhaseAsync("Failed");

        reason.ShouldContain(model.Digest);
        reason.ShouldContain(OtherDigest);
        var ready = await predictor.GetAsync("/v2/health/ready");
        ready.Status.ShouldBe(503);
        ready.Json.GetProperty("ready").GetBoolean().ShouldBeFalse();
        ready.Error.ShouldBe(reason);
        (await predictor.GetAsync("/v2/health/live")).Status.ShouldBe(200);
        var infer = await predictor.InferAsync(Requests.OneRow());
        infer.Status.ShouldBe(503);
        infer.Error.ShouldBe($"model \"clicks\" is not ready: {reason}");
        (await predictor.MetricsAsync()).ShouldContain("slipway_predictor_ready 0\n");
    }

    [Fact]
    [Trait("Capability", "S4")]
    [Trait("Capability", "M2")]
    public async Task A_truncated_file_is_refused_with_the_sizes()
    {
        using var model = new YarnModel();
        File.WriteAllBytes(model.Path, model.Bytes[..^10]);
        await using var predictor = await RunningPredictor.StartAsync(model, waitForReady: false);

        var reason = await predictor.WaitForPhaseAsync("Failed");

        reason.ShouldContain($"({model.Bytes.Length - 10} bytes)");
        reason.ShouldContain($"expected is {model.Digest} with {model.Bytes.Length} bytes");
        reason.ShouldContain("truncated");
    }

    [Fact]
    [Trait("Capability", "M2")]
    public async Task A_file_that_is_no_model_is_refused_with_the_engines_words()
    {
        using var model = new YarnModel(writeManifest: false);
        byte[] noise = [.. "this is no model"u8];
        File.WriteAllBytes(model.Path, noise);
        await using var predictor = await RunningPredictor.StartAsync(model, options => options with { ModelDigest = Storage.Digest.Of(noise) }, waitForReady: false);

        (await predictor.WaitForPhaseAsync("Failed")).ShouldContain("is no model that ONNX Runtime");
    }

    [Fact]
    [Trait("Capability", "S4")]
    [Trait("Capability", "E8")]
    public async Task A_signature_that_differs_from_the_file_is_refused()
    {
        using var renamed = new YarnModel(change: manifest => manifest with
        {
            Signature = manifest.Signature with { Inputs = [.. manifest.Signature.Inputs.Select(input => input.Name == "yarn" ? input with { Name = "wool" } : input)] },
        });
        (await ReasonAsync(renamed)).ShouldBe("the manifest promises the input \"wool\", the model file has no such input");

        using var retyped = new YarnModel(change: manifest => manifest with
        {
            Signature = manifest.Signature with { Outputs = [.. manifest.Signature.Outputs.Select(output => output.Name == "score" ? output with { Datatype = "FP32" } : output)] },
        });
        (await ReasonAsync(retyped)).ShouldBe("the manifest promises the output \"score\" as FP32 [-1, 1], the model file has it as FP64 [-1, 1]");

        using var shorter = new YarnModel(change: manifest => manifest with { Signature = manifest.Signature with { Inputs = [.. manifest.Signature.Inputs.Take(2)] } });
        (await ReasonAsync(shorter)).ShouldBe("the model file has the input \"yarn\", which the manifest does not mention");
    }

    [Fact]
    [Trait("Capability", "F1")]
    [Trait("Capability", "E8")]
    public async Task Another_feature_definition_than_expected_is_refused()
    {
        using var model = new YarnModel();
        await using var predictor = await RunningPredictor.StartAsync(model, options => options with { FeatureDigest = OtherDigest }, waitForReady: false);

        var reason = await predictor.WaitForPhaseAsync("Failed");

        reason.ShouldContain($"was compiled from feature definition {YarnModel.FeatureDigest}, expected is {OtherDigest}");
    }

    [Fact]
    public async Task The_manifest_of_another_model_is_refused()
    {
        using var model = new YarnModel(change: manifest => manifest with { Artifact = manifest.Artifact with { Digest = OtherDigest } });
        (await ReasonAsync(model)).ShouldContain($"is of another model: it names {OtherDigest}, expected is {model.Digest}");
    }

    [Fact]
    public async Task A_model_that_is_not_there_yet_is_waited_for()
    {
        using var model = new YarnModel();
        File.Move(model.Path, model.Path + ".later");
        await using var predictor = await RunningPredictor.StartAsync(model, waitForReady: false);
        (await predictor.WaitForPhaseAsync("Loading")).ShouldNotBeEmpty();

        File.Move(model.Path + ".later", model.Path);

        await predictor.WaitForReadyAsync();
    }

    [Fact]
    [Trait("Capability", "S5")]
    public async Task A_predictor_restarts_and_serves_without_the_store()
    {
        var cache = Directory.CreateTempSubdirectory("slipway-cache-").FullName;
        try
        {
            using var model = new YarnModel();
            await (await RunningPredictor.StartAsync(model, cache: cache)).DisposeAsync();
            Directory.Delete(model.Folder, recursive: true);

            await using (var second = await RunningPredictor.StartAsync(model, cache: cache))
            {
                (await second.InferAsync(Requests.OneRow())).Status.ShouldBe(200);
                // The signature survives with the model: what was required still is.
                (await second.InferAsync(Requests.Price("[1,1]", "FP64", "[null]"))).Error.ShouldContain("a value is required");
            }

            Directory.CreateDirectory(model.Folder);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    [Fact]
    [Trait("Capability", "M2")]
    public async Task A_damaged_copy_in_the_cache_is_fetched_again()
    {
        var cache = Directory.CreateTempSubdirectory("slipway-cache-").FullName;
        try
        {
            using var model = new YarnModel();
            await (await RunningPredictor.StartAsync(model, cache: cache)).DisposeAsync();
            File.WriteAllText(Directory.GetFiles(cache, "*.onnx").Single(), "damaged");

            await using var second = await RunningPredictor.StartAsync(model, cache: cache);

            (await second.InferAsync(Requests.OneRow())).Status.ShouldBe(200);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    [Fact]
    public async Task A_bare_model_file_serves_when_it_is_named()
    {
        using var model = new YarnModel(writeManifest: false);
        await using var named = await RunningPredictor.StartAsync(model, options => options with { ModelName = "clicks", ModelVersion = "v7" });
        (await named.InferAsync(Requests.OneRow(price: "null"))).Json.GetProperty("model_version").GetString().ShouldBe("v7");

        await using var nameless = await RunningPredictor.StartAsync(model, waitForReady: false);
        (await nameless.WaitForPhaseAsync("Failed")).ShouldBe("the model has no manifest, so --model-name must be given");
    }

    [Fact]
    [Trait("Capability", "R9")]
    public async Task Status_tells_what_is_really_loaded()
    {
        using var model = new YarnModel("v3");
        var before = DateTimeOffset.UtcNow;
        await using var predictor = await RunningPredictor.StartAsync(model, options => options with { Revision = "yarn-7f9c" });

        var status = (await predictor.GetAsync("/status")).Json;

        status.GetProperty("phase").GetString().ShouldBe("Ready");
        status.GetProperty("model").GetString().ShouldBe("clicks");
        status.GetProperty("version").GetString().ShouldBe("v3");
        status.GetProperty("revision").GetString().ShouldBe("yarn-7f9c");
        status.GetProperty("digest").GetString().ShouldBe(model.Digest);
        status.GetProperty("featureDigest").GetString().ShouldBe(YarnModel.FeatureDigest);
        status.GetProperty("since").GetDateTimeOffset().ShouldBeInRange(before, DateTimeOffset.UtcNow);
    }

    private static async Task<string> ReasonAsync(YarnModel model)
    {
        await using var predictor = await RunningPredictor.StartAsync(model, waitForReady: false);
        return await predictor.WaitForPhaseAsync("Failed");
    }
}
