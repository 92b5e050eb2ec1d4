using System.Text;
using System.Text.Json;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>
/// Reads the JSON of an infer request straight into the engine's tensors, in one pass: no document, no list of boxed numbers.
/// </summary>
internal sealed class InferRequestReader(ModelSchema schema, InputTensorPool pool, int maxRows)
{
    /// <exception cref="RequestRefusedException">The request does not fit the model.</exception>
    public InferRequest Read(ReadOnlySpan<byte> body)
    {
        var request = new InferRequest(pool, schema.Accepted.Count);
        try
        {
            var reader = new Utf8JsonReader(body);
            ReadDocument(ref reader, body, request);
            return request;
        }
        catch (JsonException wrong)
        {
            request.Dispose();
            throw RequestRefusedException.Malformed(JsonFault.Explain(body, wrong));
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private void ReadDocument(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, InferRequest request)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw RequestRefusedException.Malformed("the body must be a JSON object with \"inputs\"");
        var sent = new InputsReader(schema.Accepted, request, maxRows);
        var inputsSeen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("inputs"u8))
            {
                reader.Read();
                if (inputsSeen) throw RequestRefusedException.Malformed("\"inputs\" stands twice in the request");
                inputsSeen = true;
                sent.Read(ref reader, body);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                request.Id = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString(),
                    JsonTokenType.Null => null,
                    _ => throw RequestRefusedException.Malformed($"\"id\" must be a string, it is {JsonFault.Kind(reader.TokenType)}"),
                };
            }
            else if (reader.ValueTextEquals("outputs"u8))
            {
                reader.Read();
                request.Outputs = ReadOutputs(ref reader);
            }
            else
            {
                // Parameters, and what other servers understand: nothing here depends on them.
                reader.Read();
                reader.Skip();
            }
        }

        if (reader.Read()) throw RequestRefusedException.Malformed("the body goes on after the end of the JSON object");
        if (!inputsSeen) throw RequestRefusedException.Malformed("\"inputs\" is missing");
        sent.Complete();
    }

    private int[] ReadOutputs(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw RequestRefusedException.Malformed($"\"outputs\" must be an array, it is {JsonFault.Kind(reader.TokenType)}");
        var wanted = new List<int>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var index = -1;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (isName) index = IndexOf(reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan));
                else reader.Skip();
            }

            if (index < 0) throw RequestRefusedException.Malformed($"output {wanted.Count} has no \"name\"");
            if (wanted.Contains(index)) throw RequestRefusedException.Name($"output \"{schema.Outputs[index].Name}\" is asked for twice");
            wanted.Add(index);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            throw RequestRefusedException.Malformed($"output {wanted.Count} must be an object with \"name\", it is {JsonFault.Kind(reader.TokenType)}");
        return [.. wanted];
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < schema.Outputs.Count; i++)
            if (schema.Outputs[i].Name == name) return i;
        throw RequestRefusedException.Name(
            $"the model has no output \"{name}\"; it has {string.Join(", ", schema.Outputs.Select(output => $"\"{output.Name}\""))}");
    }
}
