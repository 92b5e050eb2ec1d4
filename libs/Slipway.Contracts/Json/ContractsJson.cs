using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Serving;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Contracts;

/// <summary>JSON of everything that crosses between processes: camelCase names, enums as text, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(SnapshotSpec))]
[JsonSerializable(typeof(TrainSpec))]
[JsonSerializable(typeof(TrialSpec))]
[JsonSerializable(typeof(BackfillSpec))]
[JsonSerializable(typeof(BackfillReport))]
[JsonSerializable(typeof(CollectSpec))]
[JsonSerializable(typeof(EvaluateSpec))]
[JsonSerializable(typeof(EvaluateResult))]
[JsonSerializable(typeof(StepResult))]
[JsonSerializable(typeof(StepPulse))]
[JsonSerializable(typeof(DatasetManifest))]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(FeatureReport))]
[JsonSerializable(typeof(CheckpointIndex))]
[JsonSerializable(typeof(ProgressReport))]
[JsonSerializable(typeof(RouteTable))]
[JsonSerializable(typeof(LookupTable))]
[JsonSerializable(typeof(SamplingPolicy))]
[JsonSerializable(typeof(Label))]
[JsonSerializable(typeof(IReadOnlyList<CleaningStep>))]
[JsonSerializable(typeof(IReadOnlyList<Feature>))]
[JsonSerializable(typeof(IReadOnlyList<FeatureCheck>))]
public sealed partial class ContractsJson : JsonSerializerContext;
