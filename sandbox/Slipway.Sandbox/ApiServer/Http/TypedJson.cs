using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Puts kind and apiVersion in front of stored objects, which have none, without parsing them again.</summary>
internal sealed class TypedJson(string kind, string apiVersion)
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\"");

    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        output.Write(_prefix);
        if (utf8.Length > 2)
        {
            output.Write(","u8);
        }

        output.Write(utf8[1..]);
    }

    public byte[] Bytes(ReadOnlySpan<byte> utf8)
    {
        var output = new ArrayBufferWriter<byte>(utf8.Length + _prefix.Length + 1);
        Write(output, utf8);
        return output.WrittenSpan.ToArray();
    }

    public byte[] Bytes(JsonObject obj) => Bytes(JsonTree.ToUtf8(obj));
}
