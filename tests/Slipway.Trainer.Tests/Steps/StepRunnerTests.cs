using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Storage.S3;
using Slipway.Testing;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Tests.Snapshot;

namespace Slipway.Trainer.Tests.Steps;

public sealed class StepRunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-steps-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(null, "SLIPWAY_SPEC is not set")]
    [InlineData("{\"namespace\":\"a\"}", "required")]
    [InlineData("{\"namespace\":\"a\",\"name\":\"b\",\"source\":{\"format\":\"XML\"},\"columns\":[],\"output\":\"\",\"resultPrefix\":\"\"}", "$.source.format")]
    [InlineData("{", "spec.json")]
    public async Task A_specification_that_cannot_be_read_says_where_it_is_wrong(string? json, string expected)
    {
        var path = Path.Combine(folder, "spec.json");
        if (json is not null) await File.WriteAllTextAsync(path, json);
        var (exitCode, result) = await RunAsync(json is null ? null : path);
        exitCode.ShouldBe(2);
        result.Outcome.ShouldBe(StepOutcome.Invalid);
        result.Error!.Reason.ShouldBe("InvalidSpecification");
        result.Error.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_temporary_failure()
    {
        using var run = new SnapshotRun();
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10));
        // Port 1 of the loopback address: nothing listens there.
        using var store = new ObjectStores(new S3Settings { Endpoint = new Uri("http://127.0.0.1:1"), AccessKeyId = "any", SecretAccessKey = "any", MaxRetries = 0, Timeout = TimeSpan.FromSeconds(5) });
        var spec = run.Spec() with { Output = "s3://bucket/prefix" };
        var (exitCode, result) = await run.RunAsync(spec, store);
        exitCode.ShouldBe(75);
        result.Error!.Reason.ShouldBe("StorageUnavailable");
        result.Error.Message.ShouldContain("127.0.0.1:1");
    }

    [Fact]
    public void A_termination_message_stays_within_4096_bytes_and_keeps_what_matters()
    {
        var findings = Enumerable.Range(0, 300).Select(index => new Finding { Check = "c" + index, Severity = Severity.Warn, Message = new string('ü', 200) }).ToList();
        var result = new StepResult
        {
            Step = "snapshot",
            Outcome = StepOutcome.Succeeded,
            Snapshot = new SnapshotResult { Digest = "sha256:" + new string('a', 64), ManifestUri = "file:///m.json", Rows = new RowCounts { Read = 7 }, Findings = findings },
        };
        var bytes = TerminationMessage.Shorten(result);
        bytes.Length.ShouldBeLessThanOrEqualTo(4096);
        var kept = JsonSerializer.Deserialize(bytes, ContractsJson.Default.StepResult)!;
        kept.Snapshot!.Digest.ShouldBe(result.Snapshot.Digest);
        kept.Snapshot.Rows.Read.ShouldBe(7);
    }

    [Fact]
    public void A_long_error_keeps_its_reason_and_the_start_of_its_message()
    {
        var error = new StepError { Reason = "TooManyRejected", Message = string.Concat(Enumerable.Repeat("😀", 5000)), Remedy = "Look." };
        var bytes = TerminationMessage.Shorten(new StepResult { Step = "snapshot", Outcome = StepOutcome.Refused, Error = error });
        bytes.Length.ShouldBeLessThanOrEqualTo(4096);
        var kept = JsonSerializer.Deserialize(bytes, ContractsJson.Default.StepResult)!.Error!;
        kept.Reason.ShouldBe("TooManyRejected");
        kept.Message.ShouldStartWith("😀😀");
    }

    [Fact]
    public void Metrics_of_slices_go_before_metrics_of_all_rows()
    {
        var metrics = Enumerable.Range(0, 100).Select(index => new MetricValue { Metric = "roc_auc", Slice = index == 0 ? null : $"country={new string('x', 50)}{index}", Value = 0.5 }).ToList();
        var train = new TrainResult { Artifact = new Contracts.Models.ModelArtifact { Uri = "file:///m", Digest = "sha256:" + new string('b', 64), Size = 1 }, Metrics = metrics };
        var kept = JsonSerializer.Deserialize(TerminationMessage.Shorten(new StepResult { Step = "train", Outcome = StepOutcome.Succeeded, Train = train }), ContractsJson.Default.StepResult)!;
        kept.Train!.Metrics!.ShouldHaveSingleItem().Slice.ShouldBeNull();
    }

    private async Task<(int ExitCode, StepResult Result)> RunAsync(string? specPath)
    {
        var log = Path.Combine(folder, "termination");
        using var store = new ObjectStores();
        var environment = new StepEnvironment { SpecPath = specPath, TerminationLog = log, ScratchRoot = folder };
        var runner = new StepRunner(environment, store, TextWriter.Null, TextWriter.Null, new ManualTimeProvider());
        var exitCode = await runner.RunAsync(StepCatalogue.Find("snapshot")!, CancellationToken.None);
        return (exitCode, JsonSerializer.Deserialize(await File.ReadAllBytesAsync(log), ContractsJson.Default.StepResult)!);
    }
}
