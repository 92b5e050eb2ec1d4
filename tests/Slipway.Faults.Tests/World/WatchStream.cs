using System.IO.Pipelines;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Http;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Tables;

namespace Slipway.Faults.Tests.World;

/// <summary>One watch: its events reach the reader one by one, when the world lets them.</summary>
internal sealed class WatchStream : Stream
{
    private readonly RevisionLog log;
    private readonly WatchCursor cursor;
    private readonly MemoryStream written = new();
    private readonly PipeWriter writer;
    private readonly WatchOutput output;
    private int read;
    private bool ended;
    private IOException? broken;
    private Reader? waiting;

    public WatchStream(RevisionLog log, ApiRequest request)
    {
        this.log = log;
        Resource = request.Resource;
        writer = PipeWriter.Create(written, new StreamPipeWriterOptions(leaveOpen: true));
        var query = ListQuery.Parse(request);
        var encoder = new EventEncoder(request.Resource, AnswerForms.Choose(request.Http.Request), "Metadata", TimeProvider.System);
        output = new WatchOutput(writer, encoder, CancellationToken.None);
        cursor = new WatchCursor(log, Resource.StorageKey, query, output, query.ParseVersion(isWatch: true) ?? 0);
        if (!request.Flag("sendInitialEvents") && cursor.Revision > 0) return;
        cursor.SendInitial(request.Flag("allowWatchBookmarks"));
        Flush();
    }

    public ResourceInfo Resource { get; }

    /// <summary>Whether the reader has left.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Events that were delivered.</summary>
    public int Delivered { get; private set; }

    /// <summary>The version of the next change; null when there is none.</summary>
    public long? Next
    {
        get
        {
            var reached = cursor.Revision;
            if (log.ReadAfter(Resource.StorageKey, ref reached) is not { } records) return cursor.Revision;
            return records.Count > 0 ? records[0].Revision : null;
        }
    }

    /// <summary>Changes that wait to be delivered.</summary>
    public int Waiting
    {
        get
        {
            var reached = cursor.Revision;
            return log.ReadAfter(Resource.StorageKey, ref reached)?.Count ?? int.MaxValue;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Sends the next change; an expired watch gets its error and ends.</summary>
    public void Deliver()
    {
        Delivered++;
        if (!cursor.SendChanges(Next!.Value)) ended = true;
        Flush();
        Wake();
    }

    /// <summary>Ends the stream, because its next events are no longer known.</summary>
    public void Expire()
    {
        output.Error(ApiErrors.Expired("the history was compacted").Status);
        ended = true;
        Flush();
        Wake();
    }

    /// <summary>Breaks the connection.</summary>
    public void Break()
    {
        broken = new IOException("the connection was reset");
        Wake();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Take(buffer) is { } count) return new(count);
        if (broken is not null) return ValueTask.FromException<int>(broken);
        if (ended) return new(0);
        var next = new Reader(buffer);
        next.Registration = cancellationToken.Register(() =>
        {
            waiting = null;
            next.Result.TrySetCanceled(cancellationToken);
        });
        waiting = next;
        return new(next.Result.Task);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => writer.FlushAsync().AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }

    // The reader goes on within this call, up to its next wait.
    private void Wake()
    {
        if (waiting is not { } reader) return;
        var count = Take(reader.Buffer);
        if (count is null && broken is null && !ended) return;
        waiting = null;
        reader.Registration.Dispose();
        if (count is { } bytes) reader.Result.SetResult(bytes);
        else if (broken is not null) reader.Result.SetException(broken);
        else reader.Result.SetResult(0);
    }

    private int? Take(Memory<byte> buffer)
    {
        var left = written.GetBuffer().AsSpan(read, (int)written.Length - read);
        if (left.IsEmpty) return null;
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer.Span);
        read += count;
        if (read == written.Length)
        {
            written.SetLength(0);
            read = 0;
        }

        return count;
    }

    private sealed class Reader(Memory<byte> buffer)
    {
        public Memory<byte> Buffer { get; } = buffer;

        public TaskCompletionSource<int> Result { get; } = new();

        public CancellationTokenRegistration Registration { get; set; }
    }
}
