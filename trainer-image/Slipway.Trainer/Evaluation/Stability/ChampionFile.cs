using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Evaluation.Stability;

/// <summary>The model file of the version in use, fetched and checked.</summary>
/// <param name="Version">The version.</param>
/// <param name="Path">Local file; null when it could not be had.</param>
/// <param name="Obstacle">Why not.</param>
internal sealed record ChampionFile(string Version, string? Path, string? Obstacle)
{
    internal static async Task<ChampionFile?> FetchAsync(ChampionModel? pinned, StepContext context, CancellationToken cancellationToken)
    {
        if (pinned is null) return null;
        try
        {
            var path = System.IO.Path.Combine(context.ScratchFolder, "champion.onnx");
            var digest = await context.Store.DownloadAsync(ObjectUri.Parse(pinned.Uri), path, cancellationToken);
            return digest == pinned.Digest
                ? new ChampionFile(pinned.Version, path, null)
                : new ChampionFile(pinned.Version, null, $"{pinned.Uri} has the checksum {digest}, and the record says {pinned.Digest}");
        }
        // A store that does not answer may answer the next attempt; the comparison is not given up for it.
        catch (StorageException failure) when (failure.Kind != StorageErrorKind.Unreachable)
        {
            return new ChampionFile(pinned.Version, null, failure.Message);
        }
    }
}
