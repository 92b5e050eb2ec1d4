using System.Globalization;

namespace Slipway.XGBoost.Native;

/// <summary>NumPy's array interface as JSON: how XGBoost is told where a block of memory lies and what shape it has.</summary>
internal static class ArrayInterface
{
    internal static string Matrix(nint data, long rows, int columns) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"data":[{{data}},true],"shape":[{{rows}},{{columns}}],"strides":null,"typestr":"<f4","version":3}""");

    internal static string Vector(nint data, long length, string type) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"data":[{{data}},true],"shape":[{{length}}],"strides":null,"typestr":"{{type}}","version":3}""");
}
