using System.Globalization;
using System.Text.Json;

namespace Slipway.Api.TrainingJobs;

/// <summary>The points of a search space that has a countable number of them.</summary>
public static class SearchGrid
{
    private const double Tolerance = 1e-9;

    /// <summary>Number of points; null where a parameter takes any value of a range.</summary>
    public static long? Size(IReadOnlyList<SearchParameter> parameters)
    {
        long size = 1;
        foreach (var parameter in parameters)
        {
            if (Count(parameter) is not { } count) return null;
            size = count > 0 && size > long.MaxValue / count ? long.MaxValue : size * count;
        }

        return size;
    }

    /// <summary>Number of values; null for any value of a range.</summary>
    public static long? Count(SearchParameter parameter) => parameter.Type == ParameterType.Categorical
        ? parameter.List?.Count ?? 0
        : Step(parameter) is { } step ? (long)Math.Floor(((parameter.Max!.Value - parameter.Min!.Value) / step) + Tolerance) + 1 : null;

    /// <summary>Distance of the values of a parameter; null for any value of a range.</summary>
    public static double? Step(SearchParameter parameter) => parameter.Step ?? (parameter.Type == ParameterType.Int ? 1 : null);

    /// <summary>A value by its number, from 0.</summary>
    public static JsonElement Value(SearchParameter parameter, long index) =>
        parameter.Type == ParameterType.Categorical ? parameter.List![(int)index] : Number(parameter.Type, parameter.Min!.Value + (index * Step(parameter)!.Value));

    /// <summary>A point by its number, from 0; the last parameter changes first.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Point(IReadOnlyList<SearchParameter> parameters, long number)
    {
        var point = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var parameter in parameters.Reverse())
        {
            var count = Count(parameter)!.Value;
            point[parameter.Name] = Value(parameter, number % count);
            number /= count;
        }

        return point;
    }

    /// <summary>A number as it goes on record and into the learner: six digits say enough and can be typed.</summary>
    public static JsonElement Number(ParameterType type, double value) => JsonElement.Parse(
        type == ParameterType.Int
            ? ((long)Math.Round(value)).ToString(CultureInfo.InvariantCulture)
            : double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
}
