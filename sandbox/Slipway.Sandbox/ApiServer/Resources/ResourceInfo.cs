using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>All that the server knows about one resource in one version.</summary>
internal sealed record ResourceInfo
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public required Schema Schema { get; init; }

    public bool Namespaced { get; init; } = true;

    /// <summary>Custom resources are answered with plain 404s, forbid unconditional updates and keep unknown shapes of values.</summary>
    public bool IsCustom { get; init; }

    public bool HasStatus { get; init; }

    public bool TracksGeneration { get; init; }

    public bool AllowUnconditionalUpdate { get; init; } = true;

    public bool AllowCreateOnUpdate { get; init; }

    public bool SupportsDeleteCollection { get; init; } = true;

    /// <summary>Review kinds: a POST is answered with a verdict and nothing is kept.</summary>
    public bool IsReview { get; init; }

    public string? ListKindName { get; init; }

    public ScalePaths? Scale { get; init; }

    /// <summary>Further subresources by name: the kind of their bodies and their verbs, as discovery shows them.</summary>
    public IReadOnlyList<Subresource> Subresources { get; init; } = [];

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Field paths (dotted) that field selectors may name besides metadata.name and metadata.namespace.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    public IKindRules Rules { get; init; } = NoKindRules.Instance;

    /// <summary>Set when the objects are stored in another resource's form.</summary>
    public IStoredForm? Conversion { get; init; }

    /// <summary>The resource under whose key the objects lie; core and events.k8s.io Events share one.</summary>
    public string StorageKey => Conversion?.Resource ?? QualifiedPlural;

    public string ListKind => ListKindName ?? Kind + "List";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
