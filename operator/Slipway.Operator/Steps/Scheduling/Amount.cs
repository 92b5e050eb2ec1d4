using System.Globalization;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Writes amounts of resources.</summary>
internal static class Amount
{
    private static readonly string[] Units = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

    /// <summary>As the API reads it, without loss down to a thousandth.</summary>
    public static string Exact(decimal value) => value == Math.Floor(value)
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Ceiling(value * 1000).ToString("0", CultureInfo.InvariantCulture) + "m";

    /// <summary>For people: <c>40Gi memory</c>, <c>4 nvidia.com/gpu</c>, <c>1.5 cpu</c>.</summary>
    public static string Text(string resource, decimal value) => $"{Text(value, IsBytes(resource))} {resource}";

    /// <summary>For people, without the resource's name.</summary>
    public static string Number(string resource, decimal value) => Text(value, IsBytes(resource));

    private static bool IsBytes(string resource) =>
        resource.EndsWith("memory", StringComparison.Ordinal) || resource.EndsWith("storage", StringComparison.Ordinal) || resource.StartsWith("hugepages-", StringComparison.Ordinal);

    private static string Text(decimal value, bool isBytes)
    {
        var unit = 0;
        while (isBytes && Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString("0.##", CultureInfo.InvariantCulture) + Units[unit];
    }
}
