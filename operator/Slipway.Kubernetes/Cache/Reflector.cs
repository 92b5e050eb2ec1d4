using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>Reads a collection and watches it from there, over and over.</summary>
internal sealed partial class Reflector<T>(
    IKubernetesClient client, ResourceType<T> type, InformerOptions<T> options, IReflectorSink<T> sink, ILogger logger)
    where T : class, IKubernetesObject
{
    private static readonly TimeSpan VeryShortWatch = TimeSpan.FromSeconds(1);

    private readonly ReflectorBackoff backoff = new(options.Time, options.Random);
    private readonly CollectionLister<T> lister = new(client, type, options);

    // "0" lets the server answer the first list from its cache; later lists must not be older than what was seen already.
    private string listVersion = "0";
    private string watchVersion = "";
    private bool streams = options.StreamInitialState;
    private string? lastTrouble;
    private long lastContact = options.Time.GetTimestamp();

    public TimeSpan LastContactAge => options.Time.GetElapsedTime(Interlocked.Read(ref lastContact));

    // What the server was found not to do is not asked of it again.
    private ReflectorStep Begin => streams ? ReflectorStep.Stream : ReflectorStep.List;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var step = Begin;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                step = step switch
                {
                    ReflectorStep.Stream => await StreamAsync(cancellationToken),
                    ReflectorStep.List => await ListAsync(cancellationToken),
                    _ => await WatchAsync(cancellationToken),
                };
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Report(failure);
                await PauseAsync(cancellationToken);
                step = Begin;
            }
        }
    }

    private async Task<ReflectorStep> StreamAsync(CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(options.Time, InitialStream<T>.SilenceLimit, cancellationToken);
        await using var events = Open(version: null, sendInitialEvents: true, watchdog.Token);
        try
        {
            Replace(await new InitialStream<T>(options).ReadAsync(events, watchdog));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Refused, not marked or silently not done: each says that it is of no use to ask again. Anything else the list will find out as well.
            if (watchdog.HasBitten || failure is NotSupportedException || IsRefusal(failure)) streams = false;
            LogNotStreamed(failure, type);
            return ReflectorStep.List;
        }

        watchdog.Reset(options.SilenceLimit);
        return await FollowAsync(events, watchdog, cancellationToken);
    }

    private static bool IsRefusal(Exception failure) =>
        failure is KubernetesException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity };

    private async Task<ReflectorStep> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            Replace(await lister.ListAsync(listVersion, cancellationToken));
            return ReflectorStep.Watch;
        }
        catch (KubernetesException unreadable) when (IsDoneWithout(unreadable))
        {
            Touch();
            sink.Replace([], "");
            throw;
        }
        catch (KubernetesException stale) when (stale.IsExpired || stale.IsResourceVersionTooLarge)
        {
            // Too old, or newer than this replica has seen: the most recent state is right in both cases.
            listVersion = "";
            throw;
        }
    }

    private async Task<ReflectorStep> WatchAsync(CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(options.Time, options.SilenceLimit, cancellationToken);
        await using var events = Open(watchVersion, sendInitialEvents: false, watchdog.Token);
        return await FollowAsync(events, watchdog, cancellationToken);
    }

    private IAsyncEnumerator<WatchEvent<T>> Open(string? version, bool sendInitialEvents, CancellationToken cancellationToken) =>
        client.WatchAsync(type, options.Namespace, new WatchOptions
        {
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            ResourceVersion = version,
            SendInitialEvents = sendInitialEvents,
            Timeout = options.MinWatchTimeout * (1 + options.Random.NextDouble()),
        }, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Takes changes over for as long as they come.</summary>
    private async Task<ReflectorStep> FollowAsync(IAsyncEnumerator<WatchEvent<T>> events, Watchdog watchdog, CancellationToken cancellationToken)
    {
        var start = options.Time.GetTimestamp();
        var heard = false;
        try
        {
            while (await events.MoveNextAsync())
            {
                heard = true;
                watchdog.Reset(options.SilenceLimit);
                Take(events.Current);
            }

            Touch();
            if (heard || options.Time.GetElapsedTime(start) >= VeryShortWatch) return ReflectorStep.Watch;
            LogVeryShort(type, watchVersion);
        }
        catch (OperationCanceledException) when (watchdog.HasBitten && !cancellationToken.IsCancellationRequested)
        {
            LogSilent(type, options.SilenceLimit, watchVersion);
            return ReflectorStep.Watch;
        }
        catch (KubernetesException expired) when (expired.IsExpired || expired.IsResourceVersionTooLarge)
        {
            LogExpired(type, watchVersion);
            listVersion = "";
            return Begin;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever broke the stream (reset, 429, 5xx, bad JSON), the version to go on from is known: no need to list everything again.
            LogWatchFailed(type, watchVersion, failure.Message);
            LogFailure(failure, type);
        }

        await PauseAsync(cancellationToken);
        return ReflectorStep.Watch;
    }

    private void Replace(ResourceList<T> list)
    {
        Touch();
        listVersion = watchVersion = list.ResourceVersion;
        sink.Replace(list.Items, list.ResourceVersion);
        if (lastTrouble is not null) LogRecovered(type);
        lastTrouble = null;
        LogListed(type, list.Items.Count, list.ResourceVersion);
    }

    private void Take(WatchEvent<T> change)
    {
        Touch();
        sink.Apply(change.Object is { } resource ? change with { Object = options.Keep(resource) } : change);
        if (change.ResourceVersion.Length > 0) listVersion = watchVersion = change.ResourceVersion;
    }

    // The same trouble is said once: tries go on for as long as it lasts, and a log full of one line hides the others.
    private void Report(Exception failure)
    {
        LogFailure(failure, type);
        var trouble = failure is KubernetesException { IsForbidden: true } && IsDoneWithout(failure)
            ? $"it is done without, because it may not be read: {failure.Message}"
            : failure is KubernetesException { IsNotFound: true }
            ? IsDoneWithout(failure)
                ? "this API server does not serve the kind, so it is done without"
                : $"the API server does not know the kind; install its CustomResourceDefinition (kubectl apply -f crds/). {failure.Message}"
            : failure.Message;
        if (trouble == lastTrouble) return;
        lastTrouble = trouble;
        LogListFailed(type, trouble);
    }

    private bool IsDoneWithout(Exception failure) =>
        failure is KubernetesException refused && ((options.IsOptional && refused.IsNotFound) || (options.MayBeForbidden && refused.IsForbidden));

    private void Touch() => Interlocked.Exchange(ref lastContact, options.Time.GetTimestamp());

    // Cancelled, it is over at once; whoever comes next sees that.
    private async Task PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(backoff.Next(), options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Listed {Count} {Kind} at version {Version}")]
    private partial void LogListed(ResourceType<T> kind, int count, string version);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The state of {Kind} was not streamed; listing it")]
    private partial void LogNotStreamed(Exception failure, ResourceType<T> kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot list {Kind}, trying again until it works: {Trouble}")]
    private partial void LogListFailed(ResourceType<T> kind, string trouble);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Listing or taking over {Kind} failed")]
    private partial void LogFailure(Exception failure, ResourceType<T> kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} can be listed now")]
    private partial void LogRecovered(ResourceType<T> kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watch of {Kind} broke at version {Version}; trying again from there: {Trouble}")]
    private partial void LogWatchFailed(ResourceType<T> kind, string version, string trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watch of {Kind} expired at version {Version}; listing again")]
    private partial void LogExpired(ResourceType<T> kind, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch of {Kind} was silent for {Limit}; watching again from version {Version}")]
    private partial void LogSilent(ResourceType<T> kind, TimeSpan limit, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch of {Kind} from version {Version} ended within a second and without an event")]
    private partial void LogVeryShort(ResourceType<T> kind, string version);
}
