using Microsoft.Extensions.Logging;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Receiving;

/// <summary>Makes bundles durable in their log, a bounded number at a time.</summary>
/// <remarks>
/// Guarantees: when <see cref="KeepAsync"/> returns, the object is in the store with these bytes, and a bundle that was sent twice under one id is there once. Other bytes under an
/// id that is taken are refused: replicas that have read the first would not read the second.
/// Caveats: after a refusal for the time limit the object may still appear, so the bundle has to be sent again under the same id.
/// </remarks>
internal sealed partial class BundleKeeper(IObjectStore store, TimeProvider clock, ILogger<BundleKeeper> log) : IDisposable
{
    private const int AtOnce = 16;

    /// <summary>Within the time that a router waits.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim places = new(AtOnce);

    /// <exception cref="BundleRefusedException">The store is not there, or the id is taken.</exception>
    public async Task KeepAsync(ServedLog events, BundleId id, EventBundle bundle, bool mayBeKnown, CancellationToken cancellationToken)
    {
        var uri = LogFolders.ObjectOf(events.Root, id);
        using var deadline = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await places.WaitAsync(either.Token);
            try
            {
                if (mayBeKnown && await IsKeptAsync(uri, bundle, either.Token)) return;
                await store.PutAsync(uri, bundle.Lines, either.Token);
            }
            finally
            {
                places.Release();
            }
        }
        catch (StorageException failed)
        {
            LogNotKept(events.Definition.Dataset, uri, failed.Message);
            throw NotKept(bundle, $"the store of Dataset '{events.Definition.Dataset}' does not take events at the moment");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogNotKept(events.Definition.Dataset, uri, "it took too long");
            throw NotKept(bundle, $"the store of Dataset '{events.Definition.Dataset}' did not take the events within {TimeLimit.TotalSeconds:0} s");
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<bool> IsKeptAsync(ObjectUri uri, EventBundle bundle, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(uri, cancellationToken) is null) return false;
        var kept = await store.ReadAllAsync(uri, cancellationToken);
        if (bundle.Lines.Span.SequenceEqual(kept)) return true;
        throw new BundleRefusedException(409, "other events have been kept under this bundle id; send these under a new one", bundle.Events);
    }

    private static BundleRefusedException NotKept(EventBundle bundle, string why) => new(503, $"{why}; send the bundle again under the same id", bundle.Events);

    [LoggerMessage(LogLevel.Error, "Events of Dataset {Dataset} are not kept at {Uri}: {Reason}")]
    private partial void LogNotKept(string dataset, ObjectUri uri, string reason);
}
