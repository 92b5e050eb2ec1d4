using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Faults.Tests.Plans;

/// <summary>One run: a scenario, the order in which things happen, and what goes wrong. The same plan always runs alike.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Seed">Seed of a random order; null: the order in which a quiet cluster works.</param>
/// <param name="Faults">What goes wrong.</param>
internal sealed record FaultPlan(string Scenario, int? Seed, IReadOnlyList<Fault> Faults)
{
    public static FaultPlan Parse(string json) =>
        JsonSerializer.Deserialize(json, PlanJson.Default.FaultPlan) ?? throw new JsonException("a plan is an object, this is null");

    public override string ToString() => JsonSerializer.Serialize(this, PlanJson.Default.FaultPlan);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FaultPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
