using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>Models from elsewhere go through the same gates: measured here, or waived by name, and never quietly served.</summary>
[Trait("Capability", "M6")]
public sealed class ImportTests
{
    [Fact]
    public void It_is_measured_by_a_step_that_is_on_record_before_it_is_made()
    {
        var version = Imported();
        var first = Decide(version, Golden());
        first.Children.ShouldBeEmpty();
        var import = first.Status.Import!;
        (import.Dataset.Digest, import.Label, import.Job, import.Reads!.Single().Dataset).ShouldBe((Samples.Digest('g'), "clicked", "clicks-v1-evaluate-1", "shop/golden"));
        first.Status.Conditions.Find("Ready")!.Reason.ShouldBe("Evaluating");
        first.Status.Retrainable.ShouldBe(false);

        version = version with { Status = first.Status };
        var second = Decide(version, Golden());
        second.Reads!.Job.ShouldBe("clicks-v1-evaluate-1");
        var spec = second.Children.Select(child => child.Intent).OfType<ConfigMap>().Single();
        spec.Metadata.OwnerReferences!.Single().Kind.ShouldBe("ModelVersion");
        var step = JsonSerializer.Deserialize(spec.Data!["spec.json"], ContractsJson.Default.EvaluateSpec)!;
        (step.Artifact.Digest, step.Dataset.Digest, step.Label, step.Classes!.Count, step.Threshold).ShouldBe((Samples.Digest('a'), Samples.Digest('g'), "clicked", 2, 0.4));
        step.Gates!.Single().Metric.ShouldBe("roc_auc");

        // A newer version of the dataset does not change what is under way.
        Decide(version, Golden('h')).Status.Import!.Dataset.Digest.ShouldBe(Samples.Digest('g'));
    }

    [Theory]
    [InlineData(0.81, true, "Ready")]
    [InlineData(0.55, false, "GatesFailed")]
    public void What_was_measured_decides(double auc, bool passed, string reason)
    {
        var version = Imported();
        version = version with { Status = Decide(version, Golden()).Status };
        var result = new StepResult
        {
            Step = "evaluate", Outcome = StepOutcome.Succeeded,
            Evaluate = new EvaluateResult { Metrics = [Samples.Auc(auc) with { Dataset = "golden" }], Gates = [new GateResult { Gate = "roc_auc", Passed = passed, Mode = GateMode.Required, Message = $"roc_auc is {auc}" }] },
        };
        var status = Decide(version, Golden(), Ended(version, result)).Status;
        status.Conditions.Find("Ready")!.Reason.ShouldBe(reason);
        status.Conditions.Find("Evaluated")!.Reason.ShouldBe("MeasuredHere");
        status.Import!.FinishedAt.ShouldBe(Samples.Now);
        status.Headline.ShouldBe($"roc_auc {auc}");

        // Its Job may go; what was found stays. Asked again, it is measured anew.
        version = version with { Status = status };
        var rested = Decide(version, Golden('h'));
        (rested.Status.Import, rested.Children.Count, rested.Status.Conditions.Find("Ready")!.Reason).ShouldBe((status.Import, 0, reason));
        var again = Decide(version with { Metadata = version.Metadata with { Annotations = new Dictionary<string, string> { [SlipwayApi.RefreshAnnotation] = "1" } } }, Golden('h')).Status;
        (again.Import!.Number, again.Import.Dataset.Digest, again.Conditions.IsTrue("Ready")).ShouldBe((2, Samples.Digest('h'), false));
    }

    [Fact]
    public void A_measurement_that_failed_or_told_nothing_passes_nothing()
    {
        var version = Imported();
        version = version with { Status = Decide(version, Golden()).Status };
        var failed = Decide(version, Golden(), Ended(version, Samples.Error("evaluate", StepOutcome.Refused, "DigestMismatch", "the file has another digest", "restore it"))).Status;
        failed.Conditions.Find("Ready")!.Reason.ShouldBe("DigestMismatch");
        failed.Conditions.Find("Ready")!.Message!.ShouldContain("mend that and annotate with slipway.dev/refresh");
        Decide(version, Golden(), Ended(version, new StepResult { Step = "evaluate", Outcome = StepOutcome.Succeeded })).Status.Conditions.Find("Ready")!.Reason.ShouldBe("NoResult");
        var empty = Decide(version, Golden(), Ended(version, new StepResult { Step = "evaluate", Outcome = StepOutcome.Succeeded, Evaluate = new EvaluateResult { Metrics = [] } })).Status;
        empty.Conditions.Find("Ready")!.Reason.ShouldBe("NotEvaluated");
    }

    [Fact]
    public void Data_that_a_model_may_have_learned_from_proves_nothing()
    {
        var training = Golden() with { Spec = Golden().Spec with { Role = DatasetRole.Training } };
        Decide(Imported(), training).Status.Conditions.Find("Ready")!.Reason.ShouldBe("RoleIsTraining");
        Decide(Imported(), null).Status.Conditions.Find("Ready")!.Reason.ShouldBe("UnknownDataset");
        Decide(Imported(), Golden() with { Status = null }).Status.Conditions.Find("Ready")!.Reason.ShouldBe("WaitingForDataset");
    }

    [Fact, Trait("Capability", "E1")]
    public void One_that_declares_itself_unevaluated_is_served_only_when_an_approver_says_so_by_name()
    {
        var version = Imported() with { Spec = Imported().Spec with { Imported = new ImportedModel { By = "eve", Source = "a supplier", Unevaluated = true } } };
        Decide(version, null).Status.Conditions.Find("Ready")!.Reason.ShouldBe("NotEvaluated");
        ModelVersion Waived(string by) => version with { Spec = version.Spec with { Decisions = [new RecordedDecision { Action = DecisionAction.WaiveEvaluation, By = by, At = Samples.Now, Reason = "no labels exist yet" }] } };
        Decide(Waived("eve"), null, approvers: ["eve"]).Status.Conditions.IsTrue("Ready").ShouldBeFalse("nobody judges what he brought");
        Decide(Waived("mallory"), null).Status.Conditions.IsTrue("Ready").ShouldBeFalse();
        var ready = Decide(Waived("ada"), null).Status.Conditions.Find("Ready")!;
        (ready.Status, ready.Reason).ShouldBe((Condition.True, "EvaluationWaived"));
        ready.Message!.ShouldBe("not evaluated; waived by ada at 2026-05-01 12:00 UTC: no labels exist yet; may be served");
    }

    [Fact]
    public void What_cannot_be_is_refused_with_field_and_remedy()
    {
        var spec = Imported().Spec;
        string[] Fields(ModelVersionSpec changed) => [.. ModelVersionValidation.Validate(Imported() with { Spec = changed }).Select(error => error.Field)];
        Fields(spec).ShouldBeEmpty();
        Fields(spec with { Metrics = [Samples.Auc(0.99)] }).ShouldBe(["spec.metrics"]);
        Fields(spec with { Imported = spec.Imported! with { Evaluation = null } }).ShouldBe(["spec.imported.evaluation"]);
        Fields(spec with { Imported = spec.Imported! with { Unevaluated = true } }).ShouldBe(["spec.imported.unevaluated"]);
        Fields(spec with { Imported = spec.Imported! with { Evaluation = spec.Imported.Evaluation! with { Classes = ["true"] } } }).ShouldBe(["spec.imported.evaluation.classes"]);
        Fields(spec with { Imported = spec.Imported! with { Evaluation = spec.Imported.Evaluation! with { Gates = [new Gate { Metric = "roc_auc", MaxRegression = 0.1 }] } } })
            .ShouldBe(["spec.imported.evaluation.gates[0]", "spec.imported.evaluation.gates[0].maxRegression"]);
    }

    private static ModelVersion Imported() => Samples.Version() with
    {
        Spec = Samples.Version().Spec with
        {
            Metrics = null, Gates = null,
            Imported = new ImportedModel { By = "eve", Source = "https://example.com/model", Evaluation = new ImportEvaluation { Dataset = "golden", Classes = ["false", "true"], Gates = [new Gate { Metric = "roc_auc", Min = 0.6 }] } },
        },
    };

    private static Dataset Golden(char digit = 'g') => Samples.Clicks("golden") with
    {
        Spec = Samples.Clicks().Spec with { Role = DatasetRole.Golden },
        Status = new DatasetStatus { Current = new DatasetVersion { Digest = Samples.Digest(digit), ManifestUri = $"s3://store/{digit}/manifest.json" } },
    };

    private static StepObjects Ended(ModelVersion version, StepResult result)
    {
        var job = FakeRun.Live(Decide(version, Golden()).Children.Select(child => child.Intent).OfType<Job>().Single());
        return result.Outcome == StepOutcome.Succeeded
            ? new StepObjects { Jobs = [FakeRun.Complete(job)], Pods = [FakeRun.Succeeded(job, result)] }
            : new StepObjects { Jobs = [FakeRun.Failed(job)], Pods = [FakeRun.Ended(job, 3, Samples.Text(result))] };
    }

    private static Plan<ModelVersionStatus> Decide(ModelVersion version, Dataset? dataset, StepObjects? children = null, IReadOnlyList<string>? approvers = null) => ModelVersionDecision.Decide(
        new ModelVersionWorld { Version = version, MeasuredOn = dataset, Settings = Samples.Settings, Children = children ?? StepObjects.None, Approvers = approvers ?? ["ada"] }, Samples.Now).Checked(version);
}
