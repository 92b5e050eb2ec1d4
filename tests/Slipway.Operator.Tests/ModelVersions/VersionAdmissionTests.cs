using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Webhooks;
using Slipway.Testing;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>What admission refuses of a ModelVersion: only here is it known who writes.</summary>
public sealed class VersionAdmissionTests
{
    private readonly Known known = new() { Jobs = { Samples.Training() with { Spec = Samples.Training().Spec with { Registry = new RegistryPolicy { Approvers = ["ada"] } } } } };

    [Fact, Trait("Capability", "M1")]
    public void Each_changed_field_of_the_record_is_named_with_the_remedy()
    {
        var version = Samples.Version();
        var forged = version with { Spec = version.Spec with { Threshold = 0.9, Artifact = Samples.Artifact('b'), Metrics = [Samples.Auc(0.99)] } };
        var causes = Ask("UPDATE", forged, version, "ada").Status!.Details!.Causes!;
        causes.Select(cause => cause.Field).ShouldBe(["spec.artifact.digest", "spec.metrics", "spec.threshold"]);
        causes[0].Message!.ShouldBe("the record of clicks-v1 never changes; make a ModelVersion with another spec.version, or train again for a new one");
    }

    [Fact, Trait("Capability", "M4")]
    public void A_decision_is_taken_in_the_own_name_alone_and_at_its_time()
    {
        Allowed("ada", With(Entry(DecisionAction.Approve, "ada")), Samples.Version());
        Refused("bob", With(Entry(DecisionAction.Approve, "ada")), Samples.Version(), "spec.decisions[0].by", "is not who writes this, which is bob");
        Refused("bob", With(Entry(DecisionAction.Approve, "bob")), Samples.Version(), "spec.decisions[0].by", "may not approve: approvers of model 'clicks' are ada");
        Refused("ada", With(Entry(DecisionAction.Approve, "ada") with { At = Samples.Now.AddDays(-2) }), Samples.Version(), "spec.decisions[0].at", "is not the time of the decision");
        Refused("ada", With(Entry(DecisionAction.Reject, "ada")), Samples.Version(), "spec.decisions[0].reason", "say why");
        Refused("eve", With(Entry(DecisionAction.SetAlias, "eve") with { Alias = "latest" }), Samples.Version(), "spec.decisions[0].alias", "is reserved");
        Allowed("eve", With(Entry(DecisionAction.SetAlias, "eve") with { Alias = "champion" }), Samples.Version());
        known.Jobs.Clear();
        Refused("ada", With(Entry(DecisionAction.Approve, "ada")), Samples.Version(), "spec.decisions[0].by", "nobody may; name approvers in spec.registry.approvers of the TrainingJob of model 'clicks'");
    }

    [Fact, Trait("Capability", "M4")]
    public void The_history_is_neither_shortened_nor_edited_and_can_be_restored()
    {
        var stored = With(Entry(DecisionAction.Reject, "ada") with { Reason = "wrong" });
        Allowed("ada", With(stored.Spec.Decisions![0], Entry(DecisionAction.Approve, "ada")), stored);
        Refused("ada", Samples.Version(), stored, "spec.decisions", "has 0 of the 1 entries on record; entries are never removed: put Reject by ada back");
        Refused("ada", With(Entry(DecisionAction.Approve, "ada")), stored, "spec.decisions", "entry 0 is no longer Reject by ada; entries are never changed: restore it, and append what is new");

        // Cut while no webhook looked: the operator remembers, and who restores it need not be who decided.
        var cut = Samples.Version() with { Status = new ModelVersionStatus { Decisions = [.. stored.Spec.Decisions.Select(Operator.ModelVersions.History.DecisionHistory.Recorded)] } };
        Allowed("bob", stored, cut);
        Refused("ada", With(Entry(DecisionAction.Approve, "ada")), cut, "spec.decisions", "entry 0 is no longer Reject by ada");
    }

    [Fact, Trait("Capability", "M4")]
    public void A_version_is_not_born_with_decisions_unless_it_comes_back_from_the_trash()
    {
        var version = With(Entry(DecisionAction.Approve, "ada"));
        Refused("system:serviceaccount:slipway-system:slipway", version, null, "spec.decisions[0].by", "is not who writes this");
        known.InTrash.Add(TrashedVersion.Of(TrashedVersion.MapOf(version with { Status = new ModelVersionStatus { SpecDigest = SpecDigest.Of(version.Spec) } }, null, Samples.Now)));
        Allowed("system:serviceaccount:slipway-system:slipway", version, null);
        Refused("eve", With(Entry(DecisionAction.Approve, "ada"), Entry(DecisionAction.Approve, "ada")), null, "spec.decisions[0].by", "is not who writes this");
    }

    [Fact, Trait("Capability", "M5")]
    public void What_is_in_use_or_kept_by_policy_is_not_deleted()
    {
        known.Using.Add(new VersionUse("alias 'champion' points to this version", "give it to another version first"));
        known.Policy = new VersionUse("it is among the newest 3 of model 'clicks', which are kept", "change spec.registry.retention of TrainingJob 'click-model' first");
        var answer = Ask<ModelVersion>("DELETE", null, Samples.Version(), "ada");
        answer.Status!.Details!.Causes!.Select(cause => cause.Message).ShouldBe(
        [
            "'clicks-v1': alias 'champion' points to this version; give it to another version first",
            "'clicks-v1': it is among the newest 3 of model 'clicks', which are kept; change spec.registry.retention of TrainingJob 'click-model' first",
        ]);
        Ask<ModelVersion>("DELETE", null, Samples.Version(), "system:serviceaccount:kube-system:namespace-controller").Allowed.ShouldBeTrue();
    }

    [Fact, Trait("Capability", "M6")]
    public void A_model_is_imported_in_the_own_name_and_judged_by_somebody_else()
    {
        var imported = Samples.Version() with
        {
            Spec = Samples.Version().Spec with { Metrics = null, Gates = null, Approvers = ["bob", "carol"], Imported = new ImportedModel { By = "bob", Source = "https://example.com/model", Unevaluated = true } },
        };
        known.Jobs.Clear();
        Allowed("bob", imported, null);
        Refused("eve", imported, null, "spec.imported.by", "a model is imported in the own name");
        var waived = imported with { Spec = imported.Spec with { Decisions = [Entry(DecisionAction.WaiveEvaluation, "bob") with { Reason = "trust me" }] } };
        Refused("bob", waived, imported, "spec.decisions[0].by", "nobody judges what he brought");
        Allowed("carol", imported with { Spec = imported.Spec with { Decisions = [Entry(DecisionAction.WaiveEvaluation, "carol") with { Reason = "known supplier" }] } }, imported);
        Refused("ada", With(Entry(DecisionAction.WaiveEvaluation, "ada") with { Reason = "hurry" }), Samples.Version(), "spec.decisions[0].action", "is for imported models that declare", "ada");
    }

    [Fact, Trait("Capability", "T1")]
    public void Hyperparameters_that_change_nothing_are_named_when_they_are_written()
    {
        var job = Samples.Training();
        job = job with { Spec = job.Spec with { Hyperparameters = new Dictionary<string, JsonElement> { ["rate_drop"] = Samples.Json("0.1"), ["max_depth"] = Samples.Json("4") } } };
        var answer = Ask("CREATE", job, null, "ada");
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.Single().ShouldBe("spec.hyperparameters.rate_drop is not used: it is read with booster dart, and the booster is gbtree; remove it, or set what it needs");
        Ask("CREATE", Samples.Training(), null, "ada").Warnings.ShouldBeNull();
    }

    private static RecordedDecision Entry(DecisionAction action, string by) => new() { Action = action, By = by, At = Samples.Now };

    private static ModelVersion With(params RecordedDecision[] decisions) => Samples.Version() with { Spec = Samples.Version().Spec with { Decisions = decisions } };

    private void Allowed(string user, ModelVersion written, ModelVersion? old) => Ask(old is null ? "CREATE" : "UPDATE", written, old, user).Allowed.ShouldBeTrue();

    private void Refused(string user, ModelVersion written, ModelVersion? old, string field, string says, string? approver = null)
    {
        if (approver is not null) known.Jobs.Add(Samples.Training() with { Spec = Samples.Training().Spec with { Registry = new RegistryPolicy { Approvers = [approver] } } });
        var answer = Ask(old is null ? "CREATE" : "UPDATE", written, old, user);
        answer.Allowed.ShouldBeFalse();
        var cause = answer.Status!.Details!.Causes![0];
        cause.Field.ShouldBe(field);
        cause.Message!.ShouldContain(says);
    }

    private AdmissionResponse Ask<T>(string operation, T? written, T? old, string user) where T : class, IKubernetesObject
    {
        var some = (written ?? old)!;
        var type = (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;
        return new AdmissionRules(known, new ManualTimeProvider(Samples.Now)).Review(new AdmissionRequest
        {
            Uid = "u", Kind = new AdmissionKind(SlipwayApi.Group, SlipwayApi.Version, typeof(T).Name), Operation = operation, Name = some.Metadata.Name, Namespace = some.Metadata.Namespace,
            UserInfo = new AdmissionUser(user),
            Object = written is null ? null : JsonSerializer.SerializeToElement(written, type),
            OldObject = old is null ? null : JsonSerializer.SerializeToElement(old, type),
        });
    }

    private sealed class Known : IKnownObjects
    {
        public List<TrainingJob> Jobs { get; } = [];

        public List<VersionUse> Using { get; } = [];

        public VersionUse? Policy { get; set; }

        public List<TrashedVersion> InTrash { get; } = [];

        public Dataset? Dataset(DatasetName name) => null;

        public IReadOnlyList<TrainingJob> TrainingJobs(string? place) => Jobs;

        public IReadOnlyList<TrainingJob> TrainingJobs(string? place, string model) => [.. Jobs.Where(job => job.Spec.Model == model)];

        public IReadOnlyList<VersionUse> Uses(ModelVersion version) => Using;

        public VersionUse? Kept(ModelVersion version, DateTimeOffset now) => Policy;

        public IReadOnlyList<TrashedVersion> Trashed(string? place, string version) => InTrash;
    }
}
