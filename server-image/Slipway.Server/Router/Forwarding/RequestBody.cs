using System.Net;

namespace Slipway.Server.Router.Forwarding;

/// <summary>A client's body on its way to a backend; remembers whether any of it was read, because then it cannot be sent again.</summary>
internal sealed class RequestBody(Stream source, long? length, CancellationToken aborted) : HttpContent
{
    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        return source.CopyToAsync(stream, aborted);
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}
