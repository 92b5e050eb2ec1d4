namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>A file followed by some bytes, read forward once.</summary>
internal sealed class ConcatenatedStream(Stream first, byte[] second) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => first.Read(buffer) is > 0 and var read ? read : ReadSecond(buffer);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await first.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : ReadSecond(buffer.Span);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadSecond(Span<byte> buffer)
    {
        var read = Math.Min(buffer.Length, second.Length - position);
        second.AsSpan(position, read).CopyTo(buffer);
        position += read;
        return read;
    }
}
