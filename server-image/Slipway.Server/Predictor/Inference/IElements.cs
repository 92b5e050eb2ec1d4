using System.Text.Json;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Where the elements of a tensor go; a struct, so that the loop over the data is compiled for each type.</summary>
internal interface IElements
{
    /// <summary>Stores the value that the reader stands on.</summary>
    /// <returns>Whether the value is missing.</returns>
    bool Read(ref Utf8JsonReader reader, int index);
}
