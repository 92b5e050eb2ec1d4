using System.Text.RegularExpressions;

namespace Slipway.Api.ModelVersions;

/// <summary>Which names an alias may have: MLflow's rules, so that names can be carried over in both directions.</summary>
public static partial class AliasName
{
    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Fault(string name)
    {
        if (!Characters().IsMatch(name)) return "is made of letters, digits, '_' and '-', at most 255 of them, such as champion";
        if (name.Equals("latest", StringComparison.OrdinalIgnoreCase)) return "is reserved: a Rollout without version and alias serves the newest version that is ready; choose another name";
        return VersionLike().IsMatch(name) ? "looks like a version; choose a name that does not, such as champion" : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_\-]{1,255}\z")]
    private static partial Regex Characters();

    [GeneratedRegex(@"^[vV][0-9]+\z")]
    private static partial Regex VersionLike();
}
