namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>How the value of a field is encoded.</summary>
internal enum ProtobufType
{
    Text,
    Flag,
    Integer,
    IntegerOrText,
    Message,
    TextMap,
    BytesMap,
}

/// <summary>One field of a message.</summary>
internal sealed record ProtobufMember(string Name, ProtobufType Type, ProtobufShape? Shape = null, bool Repeated = false);

/// <summary>The fields of a message by number.</summary>
internal sealed record ProtobufShape(IReadOnlyDictionary<int, ProtobufMember> Fields)
{
    public static ProtobufShape Of(params (int Number, ProtobufMember Member)[] fields) => new(fields.ToDictionary(f => f.Number, f => f.Member));
}
