namespace Slipway.Api;

/// <summary>How a kind is registered with the API server.</summary>
/// <param name="plural">Name in paths.</param>
/// <param name="shortName">Short name for kubectl.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string plural, string shortName) : Attribute
{
    /// <summary>Name in paths.</summary>
    public string Plural { get; } = plural;

    /// <summary>Short name for kubectl.</summary>
    public string ShortName { get; } = shortName;
}

/// <summary>A column of <c>kubectl get</c>; columns come in the order of the attributes, Age last.</summary>
/// <param name="name">Heading.</param>
/// <param name="path">JSONPath of the value.</param>
/// <param name="type">OpenAPI type: string, integer, number, boolean or date.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string path, string type = "string") : Attribute
{
    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>JSONPath of the value.</summary>
    public string Path { get; } = path;

    /// <summary>OpenAPI type of the value.</summary>
    public string Type { get; } = type;

    /// <summary>0: always shown; 1: with <c>-o wide</c>.</summary>
    public int Priority { get; set; }
}

/// <summary>The elements of a list are told apart by these fields, so that server-side apply merges them one by one.</summary>
/// <param name="keys">Names of the fields in JSON.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeysAttribute(params string[] keys) : Attribute
{
    /// <summary>Names of the fields in JSON.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>The field holds whatever the user writes; the schema neither checks nor prunes it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FreeFormAttribute : Attribute;
