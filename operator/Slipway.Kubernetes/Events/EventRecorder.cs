using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Events;

/// <summary>Writes events in the background.</summary>
/// <remarks>
/// <para>Guarantees: recording never waits and never fails; equal and similar events are counted up in one object; at most 1000 wait, further
/// ones are dropped with a log line. An event that cannot be written is tried 12 times, 10 s apart.</para>
/// <para>Caveats: events are for people, and expire after an hour; nothing may depend on them.</para>
/// </remarks>
public sealed partial class EventRecorder : IEventRecorder
{
    private const int MaxWaiting = 1000;
    private const int MaxTries = 12;
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(10);

    private readonly Channel<Event> waiting = Channel.CreateBounded<Event>(MaxWaiting);
    private readonly IKubernetesClient client;
    private readonly string component;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly EventCorrelator correlator;
    private long serial;

    /// <summary>Makes a recorder; events wait until <see cref="RunAsync"/> runs.</summary>
    /// <param name="client">Writes them.</param>
    /// <param name="component">Who reports them: <c>slipway</c>.</param>
    /// <param name="logger">Where it says what it could not write.</param>
    /// <param name="time">The clock; default: the system's.</param>
    public EventRecorder(IKubernetesClient client, string component, ILogger<EventRecorder> logger, TimeProvider? time = null)
    {
        this.client = client;
        this.component = component;
        this.logger = logger;
        this.time = time ?? TimeProvider.System;
        correlator = new EventCorrelator(this.time);
    }

    /// <inheritdoc/>
    public void Normal(IKubernetesObject about, string reason, string message) => Record(about, "Normal", reason, message);

    /// <inheritdoc/>
    public void Warning(IKubernetesObject about, string reason, string message) => Record(about, "Warning", reason, message);

    /// <summary>Writes events until it is cancelled, and then those that still wait (each of them tried once).</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var each in waiting.Reader.ReadAllAsync(cancellationToken)) await WriteAsync(each, MaxTries, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var grace = new CancellationTokenSource(RetryPeriod, time);
            while (!grace.IsCancellationRequested && waiting.Reader.TryRead(out var each)) await WriteAsync(each, 1, grace.Token);
        }
    }

    private void Record(IKubernetesObject about, string type, string reason, string message)
    {
        var now = time.GetUtcNow();
        var name = about.Metadata.Name ?? "unnamed";
        var @namespace = about.Metadata.Namespace is { Length: > 0 } own ? own : "default";
        var unique = $"{now.UtcTicks:x}{Interlocked.Increment(ref serial) & 0xfff:x3}";
        var candidate = new Event
        {
            // A name has at most 253 characters, and the end is what makes this one different.
            Metadata = new ObjectMeta { Namespace = @namespace, Name = $"{name[..Math.Min(name.Length, 253 - unique.Length - 1)]}.{unique}" },
            InvolvedObject = new ObjectReference
            {
                ApiVersion = about.ApiVersion, Kind = about.Kind, Namespace = about.Metadata.Namespace, Name = about.Metadata.Name, Uid = about.Metadata.Uid,
                ResourceVersion = about.Metadata.ResourceVersion,
            },
            Type = type,
            Reason = reason,
            Message = message.Length > 1024 ? message[..1021] + "..." : message,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
            Source = new EventSource { Component = component },
            ReportingComponent = component,
        };
        if (!waiting.Writer.TryWrite(candidate)) LogDropped(reason, about.Key(), MaxWaiting);
    }

    private async Task WriteAsync(Event candidate, int tries, CancellationToken cancellationToken)
    {
        if (correlator.Correlate(candidate) is not { } correlated) return;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                correlator.Remember(correlated.Key, await StoreAsync(correlated, cancellationToken));
                return;
            }
            catch (KubernetesException refused)
            {
                // The answer will be the same next time: the namespace ends, or the operator may not write events.
                LogRefused(candidate.Reason!, candidate.InvolvedObject!.Name, refused.Message);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A connection that breaks while everything stops must not keep the events that still wait from being written.
                if (attempt >= tries || cancellationToken.IsCancellationRequested)
                {
                    LogRefused(candidate.Reason!, candidate.InvolvedObject!.Name, failure.Message);
                    return;
                }

                await Task.Delay(RetryPeriod, time, cancellationToken);
            }
        }
    }

    private async Task<Event> StoreAsync(CorrelatedEvent correlated, CancellationToken cancellationToken)
    {
        if (correlated.IsKnown)
        {
            try
            {
                return await client.PatchAsync(BuiltIn.Events, correlated.Event.Key(), CountUp(correlated.Event), null, cancellationToken);
            }
            catch (KubernetesException gone) when (gone.IsNotFound)
            {
                // The server forgets events after an hour; then it is a new one.
            }
        }

        return await client.CreateAsync(BuiltIn.Events, correlated.Event, null, cancellationToken);
    }

    private static Patch CountUp(Event known) => Patch.Merge(new JsonObject
    {
        ["count"] = known.Count,
        ["message"] = known.Message,
        ["lastTimestamp"] = known.LastTimestamp!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} of {Object} dropped: {Waiting} wait to be written")]
    private partial void LogDropped(string reason, NamespacedName @object, int waiting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} of {Object} could not be written: {Failure}")]
    private partial void LogRefused(string reason, string? @object, string failure);
}
