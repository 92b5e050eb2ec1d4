using Microsoft.Extensions.Logging;
using Slipway.Contracts.Serving;
using Slipway.Lookups;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>Keeps the slots of a model at the files that the mounted table names: fetch, compare the digest, map, fit, swap.</summary>
/// <remarks>Guarantees: a file that cannot be used leaves the one before it in use; the store is needed when the table changes, and never for a request.</remarks>
internal sealed partial class LookupRefresh(PredictorOptions options, IObjectStore store, TimeProvider clock, ILogger<LookupRefresh> log)
{
    private readonly Dictionary<string, string> tried = [];

    /// <summary>Waits until every slot has a file.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="waiting">Told why it waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task FirstAsync(IReadOnlyList<LookupSlot> slots, Action<string> waiting, CancellationToken cancellationToken)
    {
        while (true)
        {
            var obstacle = await RefreshAsync(slots, cancellationToken);
            if (slots.All(slot => slot.Current is not null)) return;
            waiting(obstacle ?? "its lookup files are being fetched");
            tried.Clear(); // nothing is served yet, so what failed is worth another try
            await Task.Delay(options.ConfigInterval, clock, cancellationToken);
        }
    }

    /// <summary>Follows the table until the server stops.</summary>
    public async Task FollowAsync(IReadOnlyList<LookupSlot> slots, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ConfigInterval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await RefreshAsync(slots, cancellationToken);
    }

    private async Task<string?> RefreshAsync(IReadOnlyList<LookupSlot> slots, CancellationToken cancellationToken)
    {
        var (table, unreadable) = await MountedTable.ReadAsync(options.LookupsConfig!, cancellationToken);
        if (table is null) return unreadable;

        string? obstacle = null;
        foreach (var slot in slots)
        {
            var dataset = slot.Definition.Dataset;
            if (table.Lookups.FirstOrDefault(each => each.Dataset == dataset) is not { } target) obstacle = $"Dataset '{dataset}' has no lookup file yet; declare spec.lookup in it";
            else if (target.Digest != slot.Current?.Digest) obstacle = await TakeAsync(slot, target, cancellationToken) ?? obstacle;
        }

        return obstacle;
    }

    /// <returns>Why the file cannot be used; null when it is in use.</returns>
    private async Task<string?> TakeAsync(LookupSlot slot, LookupTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var before = slot.Current;
            var path = await FetchAsync(target, cancellationToken);
            slot.Swap(LookupBinding.Of(slot.Definition, LookupFile.Open(path), target.Digest));
            LogTaken(target.Dataset, target.Digest, slot.Current!.File.Entities);
            if (before is not null) File.Delete(PathOf(before.Digest)); // what is mapped stays readable
            return null;
        }
        catch (Exception unusable) when (unusable is IOException or StorageException or InvalidDataException)
        {
            // Said once for each file; a store that does not answer is asked again at the next look.
            var first = tried.GetValueOrDefault(target.Dataset) != target.Digest + unusable.Message;
            tried[target.Dataset] = target.Digest + unusable.Message;
            if (first) LogUnusable(target.Dataset, target.Uri, unusable.Message);
            if (first) slot.Series.Failures.Add();
            return $"the lookup file {target.Uri} of Dataset '{target.Dataset}' cannot be used: {unusable.Message}";
        }
    }

    private async Task<string> FetchAsync(LookupTarget target, CancellationToken cancellationToken)
    {
        var path = PathOf(target.Digest);
        if (File.Exists(path) && await Digest.OfFileAsync(path, cancellationToken) == target.Digest) return path;
        Directory.CreateDirectory(options.CacheFolder);
        var partial = Path.Combine(options.CacheFolder, $"{Guid.NewGuid():N}.partial");
        try
        {
            var digest = await store.DownloadAsync(ObjectUri.Parse(target.Uri), partial, cancellationToken);
            if (digest != target.Digest) throw new InvalidDataException($"it has digest {digest}, expected is {target.Digest}");
            File.Move(partial, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string PathOf(string digest) => Path.Combine(options.CacheFolder, Digest.Hex(digest) + ".lookup");

    [LoggerMessage(LogLevel.Information, "Lookups in Dataset {Dataset} use {Digest} with {Entities} entities")]
    private partial void LogTaken(string dataset, string digest, long entities);

    [LoggerMessage(LogLevel.Error, "The lookup file of Dataset {Dataset} at {Uri} is not used: {Reason}")]
    private partial void LogUnusable(string dataset, string uri, string reason);
}
