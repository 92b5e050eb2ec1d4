using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>
/// A structural schema: what a field may hold, its default, and how lists and maps below it merge.
/// Built-in kinds and custom resources are described in the same way and go through the same pipeline.
/// </summary>
internal sealed class Schema
{
    public static readonly Schema Anything = new() { PreserveUnknown = true };

    private readonly Dictionary<string, Schema> _properties = new(StringComparer.Ordinal);
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);
    private bool _mapIsAtomic;

    /// <summary>object, array, string, integer, number, boolean; empty when anything goes.</summary>
    public string Type { get; set; } = "";

    public string Format { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>Of a type that several places refer to: its name, for OpenAPI.</summary>
    public string? TypeName { get; set; }

    /// <summary>The type whose members this use of it shares; set when a use has a default or an option of its own.</summary>
    public Schema? SharedWith { get; init; }

    public Dictionary<string, Schema> Properties => SharedWith?.Properties ?? _properties;

    public HashSet<string> Required => SharedWith?.Required ?? _required;

    public Schema? AdditionalProperties { get; set; }

    public Schema? Items { get; set; }

    public JsonNode? Default { get; set; }

    public bool HasDefault { get; set; }

    public bool Nullable { get; set; }

    public bool PreserveUnknown { get; set; }

    public bool IntOrString { get; set; }

    public bool EmbeddedResource { get; set; }

    /// <summary>A resource quantity: numbers are taken too, and it is written in canonical form.</summary>
    public bool Quantity { get; set; }

    public JsonArray? Enum { get; set; }

    public Regex? Pattern { get; set; }

    public double? Minimum { get; set; }

    public double? Maximum { get; set; }

    public bool ExclusiveMinimum { get; set; }

    public bool ExclusiveMaximum { get; set; }

    public double? MultipleOf { get; set; }

    public long? MinLength { get; set; }

    public long? MaxLength { get; set; }

    public long? MinItems { get; set; }

    public long? MaxItems { get; set; }

    public long? MinProperties { get; set; }

    public long? MaxProperties { get; set; }

    public bool UniqueItems { get; set; }

    public IReadOnlyList<Schema> AllOf { get; set; } = [];

    public IReadOnlyList<Schema> AnyOf { get; set; } = [];

    public IReadOnlyList<Schema> OneOf { get; set; } = [];

    public Schema? Not { get; set; }

    /// <summary>atomic, set or map.</summary>
    public string ListType { get; set; } = "atomic";

    public IReadOnlyList<string> ListMapKeys { get; set; } = [];

    public bool MapIsAtomic
    {
        get => SharedWith?.MapIsAtomic ?? _mapIsAtomic;
        set => _mapIsAtomic = value;
    }

    /// <summary>The key by which a strategic merge patch matches list items; empty for lists of values that are added to.</summary>
    public string? PatchMergeKey { get; set; }

    /// <summary>The original document, for OpenAPI; null for built-ins.</summary>
    public JsonObject? Source { get; set; }

    public bool IsMap => AdditionalProperties is not null;

    /// <summary>The schema of a member; null when the schema does not know it.</summary>
    public Schema? Member(string name) => Properties.TryGetValue(name, out var known) ? known : AdditionalProperties;
}
