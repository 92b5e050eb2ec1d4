using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.TrainingJobs;

/// <summary>Digests by which it is known whether a run was made already.</summary>
internal static class RunConfiguration
{
    /// <summary>Digest of all that decides what the model becomes: pinned data and features, task, parameters, trainer, evaluation and gates.</summary>
    public static string Digest(TrainingJobSpec spec, TrainingInputs inputs) => CanonicalJson.Digest(Of(spec, inputs));

    /// <summary>That configuration, resolved.</summary>
    public static JsonObject Of(TrainingJobSpec spec, TrainingInputs inputs) => WithOptions(spec, inputs, new JsonObject
    {
        ["model"] = spec.Model,
        ["dataset"] = inputs.Dataset.Digest,
        ["features"] = inputs.FeatureDigest,
        ["label"] = inputs.Label,
        ["task"] = spec.Task.ToString(),
        ["positiveClass"] = spec.PositiveClass,
        ["hyperparameters"] = Tree(spec.Hyperparameters),
        ["seed"] = spec.Seed,
        ["trainer"] = Tree(spec.Trainer),
        ["workers"] = spec.Workers,
        ["evaluation"] = Tree(spec.Evaluation),
        ["gates"] = Tree(spec.Gates),
    });

    /// <summary>The same for the record: without what is not set, which a server would drop.</summary>
    public static JsonObject Record(TrainingJobSpec spec, TrainingInputs inputs) => new(Of(spec, inputs).Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, member.Value!.DeepClone()))!);

    // Left out where there are none, so that the digests of runs without them stay what they were.
    private static JsonObject WithOptions(TrainingJobSpec spec, TrainingInputs inputs, JsonObject configuration)
    {
        if (spec.Search is { } search) configuration["search"] = WithoutPace(Tree(search)!);
        if (spec.Qid is { } query) configuration["qid"] = query;
        if (spec.Weight is { } weight) configuration["weight"] = weight;
        if (spec.Imbalance is { } imbalance) configuration["imbalance"] = Tree(imbalance);
        if (spec.Unlabelled != UnlabelledRows.Refuse) configuration["unlabelled"] = spec.Unlabelled.ToString();
        if (spec.SelfTraining is { } selfTraining) configuration["selfTraining"] = Tree(selfTraining);
        if (spec.Ensemble is { } ensemble) configuration["ensemble"] = Tree(ensemble);
        if (spec.Compression is { } compression) configuration["compression"] = Tree(compression);
        if (spec.WarmStart is { } start) configuration["warmStart"] = Tree(start);
        if (spec.MissingData is { } missing) configuration["missingData"] = Tree(missing);
        if (inputs.PinnedUpstream is { Count: > 0 } upstream) configuration["upstream"] = new JsonArray([.. upstream.Select(pin => JsonValue.Create(pin))]);
        var views = Pins.All(inputs.Dataset, inputs.JoinedDatasets, inputs.EvaluationSets).Select(Pins.View).ToList();
        if (views.Any(view => view.Length > 0)) configuration["views"] = new JsonArray([.. views.Select(view => JsonValue.Create(view))]);
        if (inputs.JoinedDatasets is { Count: > 0 } joined) configuration["joinedDatasets"] = new JsonArray([.. joined.Select(pin => JsonValue.Create(pin.Digest))]);
        if (inputs.EvaluationSets is { Count: > 0 } sets) configuration["evaluationSets"] = new JsonArray([.. sets.Select(pin => JsonValue.Create(pin.Digest))]);
        return configuration;
    }

    /// <summary>Digest of the configuration with what the pods need: a failed run is worth another try when this has changed.</summary>
    public static string RunDigest(TrainingJobWorld world, string configuration) => CanonicalJson.Digest(WithPlace(world, new JsonObject
    {
        ["configuration"] = configuration,
        ["image"] = world.Settings.TrainerImage,
        ["placement"] = Tree(world.Job.Spec.Placement),
        ["retries"] = world.Job.Spec.Retries,
        ["deadline"] = world.Job.Spec.Deadline?.ToString(),
        ["storage"] = Tree(world.Job.Spec.Storage),
        ["secret"] = world.OwnDatasets.FirstOrDefault(dataset => dataset == world.Dataset)?.Spec.SecretRef?.Name,
    }));

    private static JsonObject WithPlace(TrainingJobWorld world, JsonObject run)
    {
        if (world.Job.Spec.Search is { } search) run["maxFailedTrialCount"] = search.MaxFailedTrialCount;
        foreach (var (name, value) in QueueLabels.Of(world.Job)) run[name] = value;
        if (world.Job.Spec.Topology is { } topology) run["topology"] = Tree(topology);
        if (world.Job.Spec.PodGroupPolicy is { } group) run["podGroupPolicy"] = Tree(group);
        if (Jurisdictions.Common(world.DatasetsRead) is { } allowed) run["jurisdictions"] = string.Join(',', allowed);
        return run;
    }

    // How many trials run at once and how many may fail can be changed while a search goes on.
    private static JsonNode WithoutPace(JsonNode search)
    {
        search.AsObject().Remove("parallelTrialCount");
        search.AsObject().Remove("maxFailedTrialCount");
        return search;
    }

    private static JsonNode? Tree<T>(T? value) where T : class =>
        value is null ? null : JsonSerializer.SerializeToNode(value, ApiJson.Default.GetTypeInfo(typeof(T))!);
}
