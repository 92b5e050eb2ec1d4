using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary>Reads the lines of a watch stream, each of them <c>{"type":...,"object":...}</c>.</summary>
internal static class WatchReader
{
    private const int MaxEventBytes = 64 * 1024 * 1024;
    private const string InitialEventsEnd = "k8s.io/initial-events-end";

    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        Stream stream, ResourceType<T> type, string request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (TryTakeLine(ref buffer, out var line))
                {
                    if (Parse(line, type, request) is { } watchEvent) yield return watchEvent;
                }

                if (read.IsCompleted)
                {
                    // The last line may lack its newline; a stream cut inside an event is an error, never an event.
                    if (Parse(buffer, type, request) is { } last) yield return last;
                    yield break;
                }

                if (buffer.Length > MaxEventBytes) throw new IOException($"{request}: a watch event is larger than {MaxEventBytes} bytes");
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end) return false;
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static WatchEvent<T>? Parse<T>(ReadOnlySequence<byte> line, ResourceType<T> type, string request) where T : class, IKubernetesObject
    {
        var (eventType, payload) = Split(line, request);
        return eventType switch
        {
            null => null,
            "ADDED" => Change(WatchEventType.Added, payload, type),
            "MODIFIED" => Change(WatchEventType.Modified, payload, type),
            "DELETED" => Change(WatchEventType.Deleted, payload, type),
            "BOOKMARK" => Bookmark<T>(payload),
            "ERROR" => throw Error(payload, request),
            _ => throw new JsonException($"{request}: unknown watch event type '{eventType}'"),
        };
    }

    private static (string? Type, ReadOnlySequence<byte> Payload) Split(ReadOnlySequence<byte> line, string request)
    {
        string? eventType = null;
        ReadOnlySequence<byte> payload = default;
        var reader = new Utf8JsonReader(line);
        try
        {
            if (IsBlank(line)) return default;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    eventType = reader.GetString();
                }
                else if (reader.ValueTextEquals("object"u8))
                {
                    reader.Read();
                    var start = reader.TokenStartIndex;
                    reader.Skip();
                    payload = line.Slice(start, reader.BytesConsumed - start);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException cut)
        {
            throw new IOException($"{request}: the watch stream was cut or is no JSON after {line.Length} bytes of an event", cut);
        }

        if (eventType is null || payload.IsEmpty) throw new IOException($"{request}: a watch event lacks its type or object");
        return (eventType, payload);
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept(" \r\t"u8)) return false;
        }

        return true;
    }

    private static WatchEvent<T> Change<T>(WatchEventType eventType, ReadOnlySequence<byte> payload, ResourceType<T> type) where T : class, IKubernetesObject
    {
        var resource = ObjectReader.ReadSingle(payload, type);
        return new WatchEvent<T>(eventType, resource, resource.Metadata.ResourceVersion ?? "");
    }

    // A bookmark has an object of the kind in which nothing but the version need be set, so the kind's own reader could refuse it.
    private static WatchEvent<T> Bookmark<T>(ReadOnlySequence<byte> payload) where T : class
    {
        var reader = new Utf8JsonReader(payload);
        var metadata = JsonSerializer.Deserialize(ref reader, ClientJson.Default.BookmarkObject)?.Metadata ?? ObjectMeta.Empty;
        var ends = metadata.Annotations?.GetValueOrDefault(InitialEventsEnd) == "true";
        return new WatchEvent<T>(WatchEventType.Bookmark, null, metadata.ResourceVersion ?? "", ends);
    }

    private static KubernetesException Error(ReadOnlySequence<byte> payload, string request)
    {
        var status = ErrorReader.TryParse(payload.ToArray())
            ?? new ApiStatus { Kind = "Status", Status = "Failure", Message = "the watch sent an ERROR event without a status document" };
        return new KubernetesException(status, (HttpStatusCode)(status.Code ?? 500), request);
    }
}
