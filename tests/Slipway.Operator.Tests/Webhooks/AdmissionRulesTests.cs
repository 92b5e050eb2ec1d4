using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Api;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Webhooks;
using Slipway.Testing;

namespace Slipway.Operator.Tests.Webhooks;

/// <summary>What is refused with regard to other objects, and what is never refused.</summary>
[Trait("Capability", "P2")]
public sealed class AdmissionRulesTests
{
    private readonly Known known = new();

    [Fact]
    public void What_is_not_there_yet_may_come_later()
    {
        Ask("CREATE", Samples.Training()).Allowed.ShouldBeTrue();
        Ask("CREATE", Derived("weekly", "unheard-of")).Allowed.ShouldBeTrue();
        Ask("CREATE", Samples.Features()).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_circle_of_datasets_is_shown_whole()
    {
        known.Datasets.Add(Derived("b", "a"));
        known.Datasets.Add(Derived("a", "clicks"));
        var answer = Ask("UPDATE", Derived("a", "b"), Derived("a", "clicks"));
        Refused(answer, "spec.source.datasets", "a -> b -> a");
        Ask("CREATE", Derived("c", "b")).Allowed.ShouldBeTrue("it only looks at a circle that is not there");
    }

    [Fact]
    public void What_is_held_back_from_training_stays_so()
    {
        var held = Samples.Clicks("held") with { Spec = Samples.Clicks().Spec with { Role = DatasetRole.Golden } };
        known.Datasets.Add(held);
        Refused(Ask("CREATE", Derived("weekly", "held")), "spec.source.datasets[0]", "must never be trained on");
        var job = Samples.Training();
        Refused(Ask("CREATE", job with { Spec = job.Spec with { Dataset = "held" } }), "spec.dataset", "name one with the role Training");
    }

    [Fact, Trait("Capability", "D24")]
    public void A_reference_to_another_namespace_needs_a_grant()
    {
        var (job, features) = (Samples.Training(), Samples.Features());
        job = job with { Metadata = Samples.Meta("click-model", "research"), Spec = job.Spec with { Dataset = "shop/clicks" } };
        features = features with { Metadata = Samples.Meta("click-features", "research"), Spec = features.Spec with { Dataset = "shop/clicks" } };
        var derived = Derived("weekly", "shop/clicks") with { Metadata = Samples.Meta("weekly", "research") };
        Ask("CREATE", job).Allowed.ShouldBeTrue("it is not there yet");
        known.Datasets.Add(Samples.Clicks());
        Refused(Ask("CREATE", job), "spec.dataset", "namespace 'research' may not read it");
        Refused(Ask("CREATE", features), "spec.dataset", "namespace 'research' may not read it");
        Refused(Ask("CREATE", derived), "spec.source.datasets[0]", "namespace 'research' may not read it");
        Ask("CREATE", Derived("weekly", "clicks")).Allowed.ShouldBeTrue("it lies in the same namespace");

        known.Datasets[0] = Granting("price");
        Refused(Ask("CREATE", job), "spec.dataset", "'clicked': namespace 'research' may not read this column: rule 'research'");
        Ask("CREATE", features).Allowed.ShouldBeTrue("which columns expressions read, the reconciler finds out");
        Ask("CREATE", derived).Allowed.ShouldBeTrue("SQL sees what is granted and nothing else");
        known.Datasets[0] = Granting("price", "clicked");
        Ask("CREATE", job).Allowed.ShouldBeTrue();

        static Dataset Granting(params string[] columns) =>
            Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Access = [new AccessRule { Name = "research", Namespaces = ["research"], Columns = columns }] } };
    }

    [Fact]
    public void A_model_family_has_one_job_and_rivals_can_be_mended()
    {
        var (mine, rival) = (Samples.Training(), Samples.Training() with { Metadata = Samples.Meta("rival") });
        known.Jobs.Add(rival);
        Refused(Ask("CREATE", mine), "spec.model", "TrainingJob 'rival'");
        var slower = mine with { Spec = mine.Spec with { Retries = 1 } };
        Ask("UPDATE", slower, mine).Allowed.ShouldBeTrue("the family was its own before");
        Ask("UPDATE", mine with { Spec = mine.Spec with { Model = "other" } }, mine).Allowed.ShouldBeTrue();
        known.Jobs[0] = rival with { Metadata = rival.Metadata with { DeletionTimestamp = Samples.Now } };
        Ask("CREATE", mine).Allowed.ShouldBeTrue("the rival is on its way out");
    }

    [Fact, Trait("Capability", "D22")]
    public void A_deletion_request_can_be_taken_back_until_it_is_due_and_again_when_its_rows_are_gone()
    {
        var without = Samples.Clicks();
        var match = new KeyMatch { Column = "country", Values = ["anna-key"] };
        var listed = without with { Spec = without.Spec with { Deletion = new Deletion { Requests = [new DeletionRequest { Name = "gdpr-17", Match = [match] }] } } };
        var changed = listed with { Spec = listed.Spec with { Deletion = new Deletion { Requests = [new DeletionRequest { Name = "gdpr-17", Match = [match with { Values = ["other"] }] }] } } };
        Dataset Seen(DeletionPhase phase, long? rows) => listed with
        {
            Status = new DatasetStatus
            {
                DeletionRequests = [new DeletionRequestStatus { Name = "gdpr-17", KeysDigest = DeletionKeys.Digest([match]), EffectiveAfter = Samples.Now, Phase = phase, RowsRemoved = rows }],
            },
        };

        Ask("UPDATE", without, Seen(DeletionPhase.Pending, null)).Allowed.ShouldBeTrue();
        Ask("UPDATE", changed, Seen(DeletionPhase.Pending, null)).Allowed.ShouldBeTrue();
        Refused(Ask("UPDATE", without, Seen(DeletionPhase.Effective, null)), "spec.deletion.requests", "until 2026-05-01 12:00 UTC: no version lacks its rows yet");
        Refused(Ask("UPDATE", without, Seen(DeletionPhase.Done, 3)), "spec.deletion.requests", "they would come back");
        var refused = Ask("UPDATE", changed, Seen(DeletionPhase.Done, 3));
        Refused(refused, "spec.deletion.requests", "is missing or has other keys");
        refused.Status!.Message!.ShouldNotContain("anna-key");
        Ask("UPDATE", listed with { Spec = listed.Spec with { Owner = "other" } }, Seen(DeletionPhase.Done, 3)).Allowed.ShouldBeTrue();
        Ask("UPDATE", without, Seen(DeletionPhase.Done, 0)).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_record_never_changes_but_can_be_restored()
    {
        var version = Samples.Version();
        var forged = version with { Spec = version.Spec with { Threshold = 0.9 } };
        Refused(Ask("UPDATE", forged, version), "spec.threshold", "never changes");
        Ask("UPDATE", version, forged with { Status = new ModelVersionStatus { SpecDigest = SpecDigest.Of(version.Spec) } }).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_served_version_is_not_deleted_but_a_namespace_is()
    {
        known.Served.Add(new Rollout
        {
            Metadata = Samples.Meta("clicks"),
            Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = "clicks" } },
            Status = new RolloutStatus { Stable = new RevisionStatus { Name = "clicks-1", ModelVersion = "clicks-v1", Version = "v1", Digest = Samples.Digest('a') } },
        });
        Refused(Ask("DELETE", null, Samples.Version()), "metadata.name", "Rollout 'clicks' serves this version");
        Ask("DELETE", null, Samples.Version("v2")).Allowed.ShouldBeTrue();
        Ask("DELETE", null, Samples.Version(), "system:serviceaccount:kube-system:namespace-controller").Allowed.ShouldBeTrue();
    }

    [Fact]
    public void What_is_on_its_way_out_or_only_labelled_is_let_through()
    {
        var bad = Samples.Training() with { Spec = Samples.Training().Spec with { Workers = 3, Evaluation = new EvaluationPolicy { LearningCurve = new LearningCurvePolicy() } } };
        Ask("CREATE", bad).Allowed.ShouldBeFalse();
        Ask("UPDATE", bad with { Metadata = bad.Metadata with { Labels = new Dictionary<string, string> { ["team"] = "x" } } }, bad).Allowed.ShouldBeTrue();
        Ask("UPDATE", bad with { Metadata = bad.Metadata with { DeletionTimestamp = Samples.Now } }, Samples.Training()).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void What_cannot_be_read_is_let_through_with_a_warning()
    {
        using var later = JsonDocument.Parse("""{"metadata":{"name":"x"},"spec":{"owner":"shop","source":{"format":"Newer"},"schema":{"columns":[]}}}""");
        var answer = new AdmissionRules(known, new ManualTimeProvider(Samples.Now)).Review(new AdmissionRequest
        {
            Uid = "u", Kind = new AdmissionKind(SlipwayApi.Group, SlipwayApi.Version, "Dataset"), Operation = "CREATE", Object = later.RootElement,
        });
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.Single().ShouldContain("could not check this Dataset");
    }

    [Fact]
    public void All_errors_are_told_at_once_as_causes()
    {
        var bad = Samples.Training() with { Spec = Samples.Training().Spec with { Workers = 3, FeatureSet = null, Evaluation = new() { NoiseBand = new() }, PositiveClass = "x", Task = Contracts.Training.LearningTask.Regression } };
        var answer = Ask("CREATE", bad);
        answer.Status!.Code.ShouldBe(422);
        answer.Status.Details!.Causes!.Select(cause => cause.Field).ShouldBe(["spec.featureSet", "spec.workers", "spec.positiveClass"]);
        answer.Status.Message!.ShouldContain("spec.workers: '3': must be 1 with spec.evaluation.noiseBand");
    }

    private static Dataset Derived(string name, string parent) => Samples.Clicks(name) with
    {
        Spec = Samples.Clicks().Spec with { Source = new DataSource { Sql = $"select * from \"{parent}\"", Datasets = [parent] } },
    };

    private static void Refused(AdmissionResponse answer, string field, string says)
    {
        answer.Allowed.ShouldBeFalse();
        var cause = answer.Status!.Details!.Causes!.ShouldHaveSingleItem();
        cause.Field.ShouldBe(field);
        cause.Message!.ShouldContain(says);
    }

    private AdmissionResponse Ask<T>(string operation, T? written, T? old = null, string user = "ada") where T : class, IKubernetesObject
    {
        var some = (written ?? old)!;
        var type = (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;
        return new AdmissionRules(known, new ManualTimeProvider(Samples.Now)).Review(new AdmissionRequest
        {
            Uid = "u",
            Kind = new AdmissionKind(SlipwayApi.Group, SlipwayApi.Version, typeof(T).Name),
            Operation = operation,
            Name = some.Metadata.Name,
            Namespace = some.Metadata.Namespace,
            UserInfo = new AdmissionUser(user),
            Object = written is null ? null : JsonSerializer.SerializeToElement(written, type),
            OldObject = old is null ? null : JsonSerializer.SerializeToElement(old, type),
        });
    }

    private sealed class Known : IKnownObjects
    {
        public List<Dataset> Datasets { get; } = [];

        public List<TrainingJob> Jobs { get; } = [];

        public List<Rollout> Served { get; } = [];

        public Dataset? Dataset(DatasetName name) => Datasets.Find(dataset => dataset.Metadata.Name == name.Name && dataset.Metadata.Namespace == name.Namespace);

        public IReadOnlyList<TrainingJob> TrainingJobs(string? place) => [.. Jobs.Where(job => job.Metadata.Namespace == place)];

        public IReadOnlyList<TrainingJob> TrainingJobs(string? place, string model) => [.. TrainingJobs(place).Where(job => job.Spec.Model == model)];

        public IReadOnlyList<VersionUse> Uses(ModelVersion version) => VersionUse.Of(version, [], Served, []);

        public VersionUse? Kept(ModelVersion version, DateTimeOffset now) => null;

        public IReadOnlyList<TrashedVersion> Trashed(string? place, string version) => [];
    }
}
