using Slipway.Api.FeatureSets;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.FeatureSets;

/// <summary>A definition whose meaning is no longer the one that models were trained with.</summary>
/// <param name="Before">Digest that they were trained with.</param>
/// <param name="Now">Digest of the new definition.</param>
/// <param name="Users">The models, by name.</param>
/// <param name="IsRefused">Whether the FeatureSet refuses it.</param>
internal sealed record DefinitionChange(string Before, string Now, IReadOnlyList<string> Users, bool IsRefused)
{
    /// <summary>For an event.</summary>
    public string News => $"the definition {Short(Before)} became {Short(Now)}; {Named} keep the old one, and TrainingJobs that name this FeatureSet make new versions";

    /// <summary>For the condition.</summary>
    public string Refusal =>
        $"the definition {Short(Before)} would become {Short(Now)}, and changePolicy is Refuse while {Named} use it; take the change back, make a FeatureSet of another name, or set changePolicy to NewVersion";

    private string Named => Users.Count == 1 ? $"ModelVersion {Users[0]}" : $"ModelVersions {string.Join(", ", Users.Take(5))}{(Users.Count > 5 ? $" and {Users.Count - 5} more" : "")}";

    /// <summary>The change, when there is one that concerns a model.</summary>
    public static DefinitionChange? Of(FeatureSetWorld world, string digest)
    {
        if (world.FeatureSet.Status?.Digest is not { } before || before == digest) return null;
        List<string> users = [.. world.Versions.Where(version => version.Spec.Provenance?.FeatureDigest == before).Select(version => version.Metadata.Name!).Order(StringComparer.Ordinal)];
        return users.Count == 0 ? null : new DefinitionChange(before, digest, users, world.FeatureSet.Spec.ChangePolicy == ChangePolicy.Refuse);
    }

    private static string Short(string digest) => CanonicalJson.Short(digest, 12);
}
