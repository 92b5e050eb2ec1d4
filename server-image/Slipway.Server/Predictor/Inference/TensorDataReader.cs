using System.Text.Json;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Reads the <c>data</c> of one tensor, flat or nested, row major.</summary>
internal static class TensorDataReader
{
    /// <summary>Fills a tensor; the reader stands on the first token of the data and ends on its last.</summary>
    /// <returns>Number of missing values.</returns>
    public static int Read(ref Utf8JsonReader reader, TensorSpec spec, SentDatatype sent, scoped ReadOnlySpan<long> shape, OrtTensor tensor) => tensor.ElementType switch
    {
        OrtElementType.Double => ReadElements(ref reader, spec, shape, new DoubleElements(tensor.AsSpan<double>(), spec, sent)),
        OrtElementType.Float => ReadElements(ref reader, spec, shape, new SingleElements(tensor.AsSpan<float>(), spec, sent)),
        OrtElementType.Int64 => ReadElements(ref reader, spec, shape, new Int64Elements(tensor.AsSpan<long>(), spec)),
        OrtElementType.Int32 => ReadElements(ref reader, spec, shape, new Int32Elements(tensor.AsSpan<int>(), spec)),
        OrtElementType.Bool => ReadElements(ref reader, spec, shape, new BoolElements(tensor.AsSpan<bool>(), spec)),
        _ => ReadElements(ref reader, spec, shape, new TextElements(tensor, spec)),
    };

    private static int ReadElements<TElements>(ref Utf8JsonReader reader, TensorSpec spec, scoped ReadOnlySpan<long> shape, TElements elements)
        where TElements : IElements, allows ref struct
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw RequestRefusedException.Malformed($"\"data\" of input \"{spec.Name}\" must be an array, it is {JsonFault.Kind(reader.TokenType)}");
        var count = 0;
        var missing = 0;
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadNested(ref reader, spec, shape, 0, elements, ref count, ref missing);
            return missing;
        }

        var expected = 1L;
        foreach (var length in shape) expected *= length;
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            if (count == expected) throw WrongCount(spec, shape, expected, "more");
            if (reader.TokenType == JsonTokenType.StartArray)
                throw RequestRefusedException.Shape($"\"data\" of input \"{spec.Name}\" must be flat or nested, it is both");
            if (elements.Read(ref reader, count++)) missing++;
        }

        if (count != expected) throw WrongCount(spec, shape, expected, $"{count}");
        return missing;
    }

    /// <summary>Reads one dimension; the reader stands on the first token inside its array and ends on its closing bracket.</summary>
    private static void ReadNested<TElements>(
        ref Utf8JsonReader reader, TensorSpec spec, scoped ReadOnlySpan<long> shape, int dimension, TElements elements, ref int count, ref int missing)
        where TElements : IElements, allows ref struct
    {
        var read = 0L;
        var last = dimension == shape.Length - 1;
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read(), read++)
        {
            if (read == shape[dimension])
                throw RequestRefusedException.Shape(
                    $"\"data\" of input \"{spec.Name}\" has more than {shape[dimension]} entries in dimension {dimension}, its shape is {Text(shape)}");
            if (last)
            {
                if (reader.TokenType == JsonTokenType.StartArray)
                    throw RequestRefusedException.Shape($"\"data\" of input \"{spec.Name}\" is nested deeper than its shape {Text(shape)}");
                if (elements.Read(ref reader, count++)) missing++;
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
                throw RequestRefusedException.Shape(
                    $"\"data\" of input \"{spec.Name}\" has {JsonFault.Kind(reader.TokenType)} in dimension {dimension}, its shape {Text(shape)} needs an array there");
            reader.Read();
            ReadNested(ref reader, spec, shape, dimension + 1, elements, ref count, ref missing);
        }

        if (read != shape[dimension])
            throw RequestRefusedException.Shape(
                $"\"data\" of input \"{spec.Name}\" has {read} entries in dimension {dimension}, its shape is {Text(shape)}");
    }

    private static RequestRefusedException WrongCount(TensorSpec spec, scoped ReadOnlySpan<long> shape, long expected, string actual) =>
        RequestRefusedException.Shape($"input \"{spec.Name}\" has shape {Text(shape)}, which is {expected} values; \"data\" has {actual}");

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
