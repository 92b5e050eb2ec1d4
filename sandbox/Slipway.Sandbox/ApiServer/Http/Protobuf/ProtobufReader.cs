using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>Reads protobuf messages into JSON by a description of their fields.</summary>
internal static class ProtobufReader
{
    public static IEnumerable<ProtobufField> Fields(ReadOnlyMemory<byte> message)
    {
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message.Span, ref position);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new ProtobufField(number, Varint(message.Span, ref position), default);
                    break;
                case 1:
                    position += 8;
                    break;
                case 5:
                    position += 4;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref position);
                    if (length < 0 || length > message.Length - position)
                    {
                        throw Malformed();
                    }

                    yield return new ProtobufField(number, 0, message.Slice(position, length));
                    position += length;
                    break;
                default:
                    throw Malformed();
            }
        }
    }

    public static JsonObject Read(ReadOnlyMemory<byte> message, ProtobufShape shape)
    {
        var result = new JsonObject();
        foreach (var field in Fields(message))
        {
            if (!shape.Fields.TryGetValue(field.Number, out var known))
            {
                continue;
            }

            switch (known.Type)
            {
                case ProtobufType.Text when known.Repeated:
                    Array(result, known.Name).Add(field.Text);
                    break;
                case ProtobufType.Message when known.Repeated:
                    Array(result, known.Name).Add(Read(field.Bytes, known.Shape!));
                    break;
                case ProtobufType.Text:
                    // Empty strings are sent for fields that are not set.
                    if (field.Bytes.Length > 0)
                    {
                        result[known.Name] = field.Text;
                    }

                    break;
                case ProtobufType.Message:
                    result[known.Name] = Read(field.Bytes, known.Shape!);
                    break;
                case ProtobufType.Flag:
                    result[known.Name] = field.Varint != 0;
                    break;
                case ProtobufType.Integer:
                    result[known.Name] = (long)field.Varint;
                    break;
                case ProtobufType.IntegerOrText:
                    result[known.Name] = IntegerOrText(field.Bytes);
                    break;
                default:
                    ReadEntry(result, known, field.Bytes);
                    break;
            }
        }

        return result;
    }

    private static void ReadEntry(JsonObject result, ProtobufMember member, ReadOnlyMemory<byte> entry)
    {
        var (key, value) = ("", ReadOnlyMemory<byte>.Empty);
        foreach (var part in Fields(entry))
        {
            (key, value) = part.Number == 1 ? (part.Text, value) : (key, part.Bytes);
        }

        if (result[member.Name] is not JsonObject map)
        {
            result[member.Name] = map = [];
        }

        map[key] = member.Type == ProtobufType.BytesMap ? Convert.ToBase64String(value.Span) : System.Text.Encoding.UTF8.GetString(value.Span);
    }

    private static JsonNode IntegerOrText(ReadOnlyMemory<byte> message)
    {
        var fields = Fields(message).ToDictionary(f => f.Number);
        return fields.TryGetValue(1, out var isText) && isText.Varint == 1 ? fields[3].Text : (long)fields.GetValueOrDefault(2).Varint;
    }

    private static JsonArray Array(JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray array)
        {
            parent[name] = array = [];
        }

        return array;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= bytes.Length)
            {
                throw Malformed();
            }

            var b = bytes[position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private static ApiException Malformed() => ApiErrors.BadRequest("the protobuf body is cut off or malformed");
}
