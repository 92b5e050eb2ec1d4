using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Tables;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>The lines of one watch.</summary>
internal sealed class WatchOutput(PipeWriter writer, EventEncoder encoder, CancellationToken cancellation)
{
    public void Object(string type, StoredObject obj) => Line(type, encoder.Object(obj));

    public void Bookmark(long revision, bool initialEventsEnd) => Line("BOOKMARK", encoder.Bookmark(revision, initialEventsEnd));

    public void Error(JsonObject status) => Line("ERROR", Documents.JsonTree.ToUtf8(status));

    public async Task FlushAsync() => await writer.FlushAsync(cancellation);

    private void Line(string type, ReadOnlySpan<byte> obj)
    {
        writer.Write("{\"type\":\""u8);
        writer.Write(System.Text.Encoding.ASCII.GetBytes(type));
        writer.Write("\",\"object\":"u8);
        writer.Write(obj);
        writer.Write("}\n"u8);
    }
}
