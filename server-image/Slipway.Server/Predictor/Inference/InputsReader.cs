using System.Text.Json;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Reads the array <c>inputs</c> and fills in what may be left out.</summary>
internal struct InputsReader(IReadOnlyList<TensorSpec> specs, InferRequest request, int maxRows)
{
    private readonly bool[] seen = request.Sent;

    public readonly void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw RequestRefusedException.Malformed($"\"inputs\" must be an array, it is {JsonFault.Kind(reader.TokenType)}");
        var position = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) ReadOne(ref reader, body, position++);
        if (reader.TokenType != JsonTokenType.EndArray)
            throw RequestRefusedException.Malformed($"input {position} must be an object, it is {JsonFault.Kind(reader.TokenType)}");
    }

    /// <summary>Gives every input that was not sent the value "missing", or refuses where the model needs one.</summary>
    public readonly void Complete()
    {
        for (var i = 0; i < specs.Count; i++)
        {
            if (seen[i]) continue;
            if (specs[i].Required) throw RequestRefusedException.Missing($"input \"{specs[i].Name}\" is required and was not sent");
            if (request.Rows == 0) continue;
            FillMissing(request.Tensors[i]);
            request.Missing[i] = request.Tensors[i].Count;
        }

        if (request.Rows == 0) throw RequestRefusedException.Shape("the request has no rows: at least one input must be sent");
    }

    private readonly void ReadOne(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, int position)
    {
        var index = -1;
        var datatype = SentDatatype.None;
        var datatypeName = "";
        Span<long> lengths = stackalloc long[8];
        var rank = -1;
        var dataAt = -1;
        var filled = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                index = FindInput(ref reader, position);
            }
            else if (reader.ValueTextEquals("datatype"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String) throw RequestRefusedException.Malformed($"\"datatype\" of {Label(index, position)} must be a string");
                datatype = SentDatatypes.Read(ref reader);
                if (datatype == SentDatatype.Unknown) datatypeName = reader.GetString()!;
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                reader.Read();
                rank = ReadShape(ref reader, lengths, Label(index, position));
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                if (index >= 0 && rank >= 0 && datatype != SentDatatype.None)
                {
                    Fill(ref reader, index, datatype, datatypeName, lengths[..rank]);
                    filled = true;
                }
                else
                {
                    // Data before its description: come back to it when the object has been read.
                    dataAt = (int)reader.TokenStartIndex;
                    reader.Skip();
                }
            }
            else
            {
                var binary = reader.ValueTextEquals("parameters"u8);
                reader.Read();
                if (binary && IsBinary(reader))
                    throw new RequestRefusedException(
                        501, RefusalReasons.Type, $"{Label(index, position)} comes as binary data, which this server does not read; send \"data\" as JSON");
                reader.Skip();
            }
        }

        if (filled) return;
        if (index < 0) throw RequestRefusedException.Malformed($"input {position} has no \"name\"");
        if (datatype == SentDatatype.None) throw RequestRefusedException.Malformed($"{Label(index, position)} has no \"datatype\"");
        if (rank < 0) throw RequestRefusedException.Malformed($"{Label(index, position)} has no \"shape\"");
        if (dataAt < 0) throw RequestRefusedException.Malformed($"{Label(index, position)} has no \"data\"");
        var data = new Utf8JsonReader(body[dataAt..]);
        data.Read();
        Fill(ref data, index, datatype, datatypeName, lengths[..rank]);
    }

    private readonly void Fill(ref Utf8JsonReader reader, int index, SentDatatype datatype, string datatypeName, scoped ReadOnlySpan<long> shape)
    {
        var spec = specs[index];
        if (!SentDatatypes.Fits(datatype, spec.ElementType))
            throw RequestRefusedException.Type(
                $"input \"{spec.Name}\" must be {spec.Datatype}, it was sent as {(datatypeName.Length > 0 ? datatypeName : SentName(datatype))}");
        CheckShape(spec, shape);
        request.Missing[index] = TensorDataReader.Read(ref reader, spec, datatype, shape, request.Tensors[index]);
        // What is sent is not filled, so a hole in it stays one.
        if (spec.RequiredByModel && request.Missing[index] > 0)
            throw RequestRefusedException.Missing($"input \"{spec.Name}\" needs a value in every row, {request.Missing[index]} are missing; leave the input out, and all rows of it are looked up");
    }

    private readonly void CheckShape(TensorSpec spec, scoped ReadOnlySpan<long> shape)
    {
        var fits = shape.Length == spec.Shape.Count;
        for (var i = 1; fits && i < shape.Length; i++) fits = shape[i] == spec.Shape[i];
        if (!fits) throw RequestRefusedException.Shape($"input \"{spec.Name}\" must have shape {Text(spec.Shape)}, it was sent with {Text(shape.ToArray())}");
        if (request.Rows > 0)
        {
            if (shape[0] != request.Rows)
                throw RequestRefusedException.Shape($"input \"{spec.Name}\" has {shape[0]} rows, the inputs before it have {request.Rows}");
            return;
        }

        if (shape[0] < 1) throw RequestRefusedException.Shape($"input \"{spec.Name}\" has {shape[0]} rows; at least one is needed");
        if (shape[0] > maxRows)
            throw new RequestRefusedException(
                413, RefusalReasons.TooLarge, $"the request has {shape[0]} rows, this server takes at most {maxRows} at once; send several requests");
        request.SetRows((int)shape[0]);
    }

    /// <summary>Finds an input by name; clients send them in the model's order, so that place is tried first.</summary>
    private readonly int FindInput(ref Utf8JsonReader reader, int position)
    {
        if (reader.TokenType != JsonTokenType.String) throw RequestRefusedException.Malformed($"\"name\" of input {position} must be a string");
        var index = -1;
        if (position < specs.Count && reader.ValueTextEquals(specs[position].Utf8Name)) index = position;
        for (var i = 0; index < 0 && i < specs.Count; i++)
            if (reader.ValueTextEquals(specs[i].Utf8Name)) index = i;
        if (index < 0)
            throw RequestRefusedException.Name(
                $"the model has no input \"{reader.GetString()}\"; it has {string.Join(", ", specs.Select(spec => $"\"{spec.Name}\""))}");
        if (seen[index]) throw RequestRefusedException.Name($"input \"{specs[index].Name}\" was sent twice");
        seen[index] = true;
        return index;
    }

    private static int ReadShape(ref Utf8JsonReader reader, scoped Span<long> lengths, string label)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw RequestRefusedException.Malformed($"\"shape\" of {label} must be an array of numbers");
        var rank = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (rank == lengths.Length) throw RequestRefusedException.Shape($"\"shape\" of {label} has more than {lengths.Length} dimensions");
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out lengths[rank]) || lengths[rank] < 0)
                throw RequestRefusedException.Malformed($"\"shape\" of {label} must hold whole numbers that are not negative");
            rank++;
        }

        return rank;
    }

    /// <summary>Looks ahead on a copy of the reader for the binary extension's parameter.</summary>
    private static bool IsBinary(Utf8JsonReader parameters)
    {
        if (parameters.TokenType != JsonTokenType.StartObject) return false;
        while (parameters.Read() && parameters.TokenType == JsonTokenType.PropertyName)
        {
            if (parameters.ValueTextEquals("binary_data_size"u8)) return true;
            parameters.Read();
            parameters.Skip();
        }

        return false;
    }

    private static void FillMissing(OrtTensor tensor)
    {
        switch (tensor.ElementType)
        {
            case OrtElementType.Double:
                tensor.AsSpan<double>().Fill(double.NaN);
                break;
            case OrtElementType.Float:
                tensor.AsSpan<float>().Fill(float.NaN);
                break;
            default:
                for (var i = 0; i < tensor.Count; i++) tensor.SetUtf8(i, default);
                break;
        }
    }

    private readonly string Label(int index, int position) => index >= 0 ? $"input \"{specs[index].Name}\"" : $"input {position}";

    private static string SentName(SentDatatype datatype) => datatype switch
    {
        SentDatatype.Integer => "an integer type",
        SentDatatype.Bool => "BOOL",
        SentDatatype.Bytes => "BYTES",
        SentDatatype.Fp32 => "FP32",
        _ => "FP64",
    };

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
