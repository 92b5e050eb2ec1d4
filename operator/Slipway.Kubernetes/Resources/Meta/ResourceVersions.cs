namespace Slipway.Kubernetes.Resources;

/// <summary>Order of resource versions: they are decimal numbers without leading zeros, comparable within one kind.</summary>
public static class ResourceVersions
{
    /// <summary>Less than, equal to or greater than 0, as <paramref name="left"/> is older, the same or newer.</summary>
    /// <exception cref="FormatException">One of the two is no resource version.</exception>
    public static int Compare(string left, string right)
    {
        Require(left);
        Require(right);
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
    }

    /// <summary>True if <paramref name="version"/> is a well-formed resource version.</summary>
    public static bool IsWellFormed(string? version) =>
        !string.IsNullOrEmpty(version) && version[0] != '0' && !version.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static void Require(string version)
    {
        if (!IsWellFormed(version)) throw new FormatException($"'{version}' is no resource version: digits without a leading zero were expected");
    }
}
