using System.Text.Json;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Elements of an FP64 input, whatever number type the request chose.</summary>
internal readonly ref struct DoubleElements(Span<double> target, TensorSpec spec, SentDatatype sent) : IElements
{
    /// <summary>Up to here every whole number is a double.</summary>
    private const long LargestExact = 1L << 53;

    private readonly Span<double> target = target;

    public bool Read(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Number && sent == SentDatatype.Fp64 && reader.TryGetDouble(out var value) && double.IsFinite(value))
        {
            target[index] = value;
            return false;
        }

        return ReadOther(ref reader, index);
    }

    private bool ReadOther(ref Utf8JsonReader reader, int index)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                if (spec.Required) throw ElementFault.Missing(spec, index);
                target[index] = double.NaN;
                return true;
            case JsonTokenType.True or JsonTokenType.False when sent == SentDatatype.Bool:
                target[index] = reader.TokenType == JsonTokenType.True ? 1 : 0;
                return false;
            case JsonTokenType.Number when sent == SentDatatype.Integer:
                if (!reader.TryGetInt64(out var whole) || whole is > LargestExact or < -LargestExact)
                    throw ElementFault.Wrong(spec, index, "a whole number that fits FP64 exactly (at most 2^53)", reader);
                target[index] = whole;
                return false;
            case JsonTokenType.Number when sent == SentDatatype.Fp32:
                if (!reader.TryGetSingle(out var single) || !float.IsFinite(single)) throw ElementFault.Wrong(spec, index, "a number within FP32", reader);
                target[index] = single;
                return false;
            default:
                throw ElementFault.Wrong(spec, index, sent == SentDatatype.Bool ? "true, false or null" : "a number within FP64 or null", reader);
        }
    }
}

/// <summary>Elements of an FP32 input.</summary>
internal readonly ref struct SingleElements(Span<float> target, TensorSpec spec, SentDatatype sent) : IElements
{
    /// <summary>Up to here every whole number is a float.</summary>
    private const long LargestExact = 1L << 24;

    private readonly Span<float> target = target;

    public bool Read(ref Utf8JsonReader reader, int index)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                if (spec.Required) throw ElementFault.Missing(spec, index);
                target[index] = float.NaN;
                return true;
            case JsonTokenType.True or JsonTokenType.False when sent == SentDatatype.Bool:
                target[index] = reader.TokenType == JsonTokenType.True ? 1 : 0;
                return false;
            case JsonTokenType.Number when sent == SentDatatype.Integer:
                if (!reader.TryGetInt64(out var whole) || whole is > LargestExact or < -LargestExact)
                    throw ElementFault.Wrong(spec, index, "a whole number that fits FP32 exactly (at most 2^24)", reader);
                target[index] = whole;
                return false;
            case JsonTokenType.Number when sent == SentDatatype.Fp32 && reader.TryGetSingle(out var single) && float.IsFinite(single):
                target[index] = single;
                return false;
            default:
                throw ElementFault.Wrong(spec, index, "a number within FP32 or null", reader);
        }
    }
}

/// <summary>Elements of an INT64 input.</summary>
internal readonly ref struct Int64Elements(Span<long> target, TensorSpec spec) : IElements
{
    private readonly Span<long> target = target;

    public bool Read(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Null) throw ElementFault.Missing(spec, index);
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out target[index]))
            throw ElementFault.Wrong(spec, index, "a whole number within INT64", reader);
        return false;
    }
}

/// <summary>Elements of an INT32 input.</summary>
internal readonly ref struct Int32Elements(Span<int> target, TensorSpec spec) : IElements
{
    private readonly Span<int> target = target;

    public bool Read(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Null) throw ElementFault.Missing(spec, index);
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out target[index]))
            throw ElementFault.Wrong(spec, index, "a whole number within INT32", reader);
        return false;
    }
}

/// <summary>Elements of a BOOL input.</summary>
internal readonly ref struct BoolElements(Span<bool> target, TensorSpec spec) : IElements
{
    private readonly Span<bool> target = target;

    public bool Read(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Null) throw ElementFault.Missing(spec, index);
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw ElementFault.Wrong(spec, index, "true or false", reader);
        target[index] = reader.TokenType == JsonTokenType.True;
        return false;
    }
}
