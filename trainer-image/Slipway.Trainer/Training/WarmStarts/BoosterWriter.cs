using Slipway.Contracts.Models;
using Slipway.Storage;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Training.WarmStarts;

/// <summary>Writes the trees that count beside the model, for later versions to begin from. They are the best checkpoint of the run.</summary>
internal static class BoosterWriter
{
    internal const string FileName = "model.ubj";

    /// <summary>The bytes of the file: the rounds up to the best one, with what they mean.</summary>
    internal static byte[] Bytes(TrainedBooster trained, BoosterDescription description)
    {
        using var best = trained.Booster.Slice(trained.Rounds);
        description.WriteTo(best);
        return best.SaveCompactModel();
    }

    internal static async Task<BoosterFile?> WriteAsync(IObjectStore store, ObjectUri output, SavedBooster? booster, CancellationToken cancellationToken)
    {
        if (booster is null) return null;
        await store.PutAsync(output.Append(FileName), booster.Bytes, cancellationToken);
        return new BoosterFile { Uri = output.Append(FileName).ToString(), Digest = Digest.Of(booster.Bytes), Rounds = booster.Rounds };
    }
}

/// <summary>Trees in XGBoost's own form.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Rounds">Rounds in it.</param>
internal sealed record SavedBooster(byte[] Bytes, int Rounds);
