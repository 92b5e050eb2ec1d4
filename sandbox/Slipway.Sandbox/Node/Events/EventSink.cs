using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Events;

/// <summary>Writes events one after the other; the same event again counts up instead of making another.</summary>
/// <remarks>Caveats: events are for people. One that cannot be written is logged and dropped.</remarks>
internal sealed partial class EventSink(IKubernetesClient client, string component, string host, TimeProvider time, ILogger logger) : IEventSink
{
    private const int MaxKnown = 4096;
    private readonly Channel<Occurrence> queue = Channel.CreateUnbounded<Occurrence>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<(string Uid, string Reason, string Message), (string Name, int Count)> known = [];
    private long serial;

    public void Record(IKubernetesObject about, bool warning, string reason, string message, string? container = null) =>
        queue.Writer.TryWrite(new Occurrence(about, warning, reason, message, container, time.GetUtcNow()));

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var occurrence in queue.Reader.ReadAllAsync(cancellationToken)) await WriteAsync(occurrence, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped; what was not written yet is of no use to anybody.
        }
    }

    private async Task WriteAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        var key = (occurrence.About.Metadata.Uid ?? "", occurrence.Reason, occurrence.Message);
        try
        {
            if (known.TryGetValue(key, out var before) && await CountUpAsync(occurrence, before, cancellationToken))
            {
                known[key] = before with { Count = before.Count + 1 };
                return;
            }

            if (known.Count >= MaxKnown) known.Clear();
            known[key] = (await CreateAsync(occurrence, cancellationToken), 1);
        }
        catch (Exception failure) when (failure is KubernetesException or HttpRequestException or IOException or TimeoutException)
        {
            // A namespace that is being deleted takes no events, for one.
            LogDropped(occurrence.Reason, occurrence.Message, failure.Message);
        }
    }

    private async Task<bool> CountUpAsync(Occurrence occurrence, (string Name, int Count) before, CancellationToken cancellationToken)
    {
        try
        {
            var patch = Patch.Merge(new JsonObject
            {
                ["count"] = before.Count + 1,
                ["lastTimestamp"] = occurrence.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            });
            await client.PatchAsync(BuiltIn.Events, new NamespacedName(Namespace(occurrence), before.Name), patch, null, cancellationToken);
            return true;
        }
        catch (KubernetesException gone) when (gone.IsNotFound)
        {
            return false;
        }
    }

    private async Task<string> CreateAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        var about = occurrence.About;
        // Names grow with time, because kubectl lists events of the same second by name.
        serial = Math.Max(serial + 1, occurrence.Time.UtcTicks);
        var name = string.Create(CultureInfo.InvariantCulture, $"{about.Metadata.Name}.{serial:x16}");
        await client.CreateAsync(BuiltIn.Events, new Event
        {
            Metadata = new ObjectMeta { Name = name, Namespace = Namespace(occurrence) },
            InvolvedObject = new ObjectReference
            {
                ApiVersion = about.ApiVersion,
                Kind = about.Kind,
                Namespace = about.Metadata.Namespace,
                Name = about.Metadata.Name,
                Uid = about.Metadata.Uid,
                FieldPath = occurrence.Container is { } container ? $"spec.containers{{{container}}}" : null,
            },
            Type = occurrence.Warning ? "Warning" : "Normal",
            Reason = occurrence.Reason,
            Message = occurrence.Message,
            Count = 1,
            FirstTimestamp = occurrence.Time,
            LastTimestamp = occurrence.Time,
            Source = new EventSource { Component = component, Host = host },
            ReportingComponent = component,
            ReportingInstance = host,
        }, null, cancellationToken);
        return name;
    }

    private static string Namespace(Occurrence occurrence) => occurrence.About.Metadata.Namespace ?? "default";

    [LoggerMessage(Level = LogLevel.Debug, Message = "Event {Reason} '{Message}' was not written: {Failure}")]
    private partial void LogDropped(string reason, string message, string failure);

    private sealed record Occurrence(IKubernetesObject About, bool Warning, string Reason, string Message, string? Container, DateTimeOffset Time);
}
