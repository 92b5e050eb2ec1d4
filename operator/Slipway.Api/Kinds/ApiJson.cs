using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api;

/// <summary>JSON of the five kinds. Unset fields are left out, because with server-side apply a field that is sent is a field that is owned.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(TimeConverter), typeof(SharedStringConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dataset))]
[JsonSerializable(typeof(FeatureSet))]
[JsonSerializable(typeof(TrainingJob))]
[JsonSerializable(typeof(ModelVersion))]
[JsonSerializable(typeof(Rollout))]
[JsonSerializable(typeof(ServerSpec))]
[JsonSerializable(typeof(TrainerStatus))]
public sealed partial class ApiJson : JsonSerializerContext;
