using System.Text.Json.Serialization;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>JSON of what pods that share a snapshot tell each other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PartSummary))]
[JsonSerializable(typeof(WorkerReport))]
internal sealed partial class PartJson : JsonSerializerContext;
