using System.Text.RegularExpressions;

namespace Slipway.Contracts.Data;

/// <summary>A Dataset as others refer to it: by its name within the same namespace, as <c>namespace/name</c> from another one.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public readonly partial record struct DatasetName(string Namespace, string Name)
{
    /// <summary>Reads a reference.</summary>
    /// <param name="reference">As it was written.</param>
    /// <param name="place">Namespace of the object that refers.</param>
    public static DatasetName Parse(string reference, string place)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Split('/', 2) is [var other, var name] ? new DatasetName(other, name) : new DatasetName(place, reference);
    }

    /// <summary>What is wrong with the form of a reference; null when it is sound.</summary>
    public static string? Fault(string reference) => Form().IsMatch(reference)
        ? null
        : "is no name of a Dataset; write its name, or namespace/name for one of another namespace (lower case letters, digits, '-' and '.')";

    /// <summary>The shortest reference from a namespace.</summary>
    public string From(string? place) => place == Namespace ? Name : ToString();

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";

    [GeneratedRegex("^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/)?[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
