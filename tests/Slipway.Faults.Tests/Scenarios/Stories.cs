using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using static Slipway.Faults.Tests.Scenarios.Story;

namespace Slipway.Faults.Tests.Scenarios;

/// <summary>The stories that are told with faults in them; together they cover the whole life of every kind.</summary>
internal static class Stories
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        // From raw data to a model that may be served; somebody clears the Job of the run away.
        new("path",
        [
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Delete(BuiltIn.Jobs, "click-model-v1"),
        ]),

        // Changes while things run: parameters during a training, the data, its shape, several workers.
        new("update",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"hyperparameters":{"max_depth":6}}""", Runs("click-model-v1")),
            Change(SlipwayKinds.Dataset, "clicks", """{"description":"all clicks","limits":{"maxRejectedPercent":2}}"""),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"trainer":{"image":"example.com/torch:1"},"workers":2}"""),
            Change(SlipwayKinds.FeatureSet, "click-features", """{"features":[{"name":"price"}]}"""),
        ]),

        // A search whose trials pause and go on, one after the other; somebody changes its pace, and then what it searches for.
        new("search",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Searching(SearchAlgorithm.Random, parallel: 1, new TrialEarlyStopping { MinRounds = 50, ReductionFactor = 2 })),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"search":{"earlyStopping":null,"parallelTrialCount":2}}""", Runs("click-model-v1-t3")),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"search":{"parallelTrialCount":3}}""", Runs("click-model-v2-t3")),
        ]),

        // Data that is made from other data, a change while a snapshot runs, and a refresh of the first.
        new("derived",
        [
            Create(SlipwayKinds.Dataset, Derived),
            Create(SlipwayKinds.Dataset, Raw),
            Change(SlipwayKinds.Dataset, "raw", """{"limits":{"maxRejectedPercent":3}}"""),
            Change(SlipwayKinds.Dataset, "raw", """{"limits":{"maxRejectedPercent":4}}""", Snapshots("raw")),
            Refresh(SlipwayKinds.Dataset, "clicks", "again"),
        ]),

        // Steps that die, lie, write half of their result, or answer too late; each time a user asks for another try.
        new("trouble",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            .. new[] { "second", "third", "fourth", "fifth" }.Select(value => Refresh(SlipwayKinds.TrainingJob, "click-model", value)),
        ])
        { Ending = Endings.Badly },

        // Somebody makes a model under the name that a run is about to use, and takes it away when they are told.
        new("taken",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Create(SlipwayKinds.ModelVersion, Version("v1", 'f'), Runs("click-model-v1")),
            Delete(SlipwayKinds.ModelVersion, "clicks-v1", when: Says("trainingjobs", "click-model", "ChildRefused")),
        ]),

        // Everything is deleted and made again, in all three ways of deletion.
        new("deletion",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Delete(SlipwayKinds.TrainingJob, "click-model", when: Runs("click-model-v1")),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Delete(SlipwayKinds.Dataset, "clicks", PropagationPolicy.Foreground),
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Delete(SlipwayKinds.FeatureSet, "click-features", PropagationPolicy.Orphan),
            Delete(SlipwayKinds.ModelVersion, "clicks-v1"),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
        ]),

        // A deletion request reaches the raw data, what was derived from it and the model; with the model the old versions go, and their files.
        new("erasure",
        [
            Create(SlipwayKinds.Dataset, Raw),
            Create(SlipwayKinds.Dataset, Derived),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Change(SlipwayKinds.Dataset, "raw", """{"deletion":{"delay":"2m","requests":[{"name":"gdpr-17","match":[{"column":"country","values":["DE"]}]}]}}"""),
            Delete(SlipwayKinds.ModelVersion, "clicks-v1"),
            Change(SlipwayKinds.Dataset, "raw", """{"limits":{"maxRejectedPercent":3}}""", Collects("raw-collect-1")),
        ]),

        // A canary that is promoted, and one that is rolled back; then a good one, and a change of scale.
        new("rollout",
        [
            Create(SlipwayKinds.Rollout, Rollout()),
            Create(SlipwayKinds.ModelVersion, Version("v1", 'a')),
            Create(SlipwayKinds.ModelVersion, Version("v2", 'b')).AtRest(),
            Create(SlipwayKinds.ModelVersion, Version("v3", 'c')).AtRest(),
            Create(SlipwayKinds.ModelVersion, Version("v4", 'd')).AtRest(),
            Change(SlipwayKinds.Rollout, "clicks", """{"server":{"replicas":2},"router":{"replicas":2}}"""),
        ])
        { BadRequests = revision => revision.Contains("-v3-", StringComparison.Ordinal) ? 30_000 : 20 },

        // A newer version comes in the middle of a canary, the rollout goes and comes back.
        new("succession",
        [
            Create(SlipwayKinds.ModelVersion, Version("v1", 'a')),
            Create(SlipwayKinds.Rollout, Rollout(2)),
            Create(SlipwayKinds.ModelVersion, Version("v2", 'b')).AtRest(),
            Create(SlipwayKinds.ModelVersion, Version("v3", 'c'), IsCanaried),
            Delete(SlipwayKinds.Rollout, "clicks"),
            Create(SlipwayKinds.Rollout, Rollout()).AtRest(),
        ]),

        // A drill makes the model once more, a change of the configuration takes its place, and the next one makes that model.
        new("drill",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Drilled),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"seed":7}""", DrillBegins),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"drill":null,"triggers":null}""", HasDrilled),
        ]),

        // From data to a served model, a second model that takes its place, and the end of it all.
        new("whole",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Create(SlipwayKinds.Rollout, Rollout()),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"hyperparameters":{"max_depth":6}}"""),
            Delete(SlipwayKinds.Rollout, "clicks", PropagationPolicy.Foreground),
            Delete(SlipwayKinds.TrainingJob, "click-model"),
        ]),

        // Workers in a group of Volcano: one of them fails, and the others of its try are taken away for all to begin anew; then the group is another one.
        new("gang",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Gang),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"seed":7,"workers":3}""", Runs("click-model-v1")),
        ])
        { Ending = Endings.OneWorkerFails },

        // Two operators, of which one leads.
        new("leaders",
        [
            Create(SlipwayKinds.Dataset, Samples.Clicks()),
            Create(SlipwayKinds.FeatureSet, Samples.Features()),
            Create(SlipwayKinds.TrainingJob, Samples.Training()),
            Create(SlipwayKinds.Rollout, Rollout()),
            Change(SlipwayKinds.TrainingJob, "click-model", """{"hyperparameters":{"max_depth":6}}"""),
        ])
        { Operators = 2 },
    ];

    public static Scenario Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new ArgumentException($"there is no scenario '{name}'; there are {string.Join(", ", All)}", nameof(name));
}
