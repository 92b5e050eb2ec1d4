using System.Text;

namespace Slipway.Sandbox.ApiServer.Http.Protobuf;

/// <summary>One field as it stands in a message.</summary>
internal readonly record struct ProtobufField(int Number, ulong Varint, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}
