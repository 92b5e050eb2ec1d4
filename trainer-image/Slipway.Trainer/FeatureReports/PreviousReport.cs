using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.FeatureReports;
using Slipway.Storage;

namespace Slipway.Trainer.FeatureReports;

/// <summary>The report on the features of the version now in use, if it can be read and is the pinned one.</summary>
/// <param name="Report">The report.</param>
/// <param name="Obstacle">Why there is none although one is pinned.</param>
internal sealed record PreviousReport(FeatureReport? Report, string? Obstacle)
{
    internal static async Task<PreviousReport> ReadAsync(FeatureReportPin? pin, IObjectStore store, CancellationToken cancellationToken)
    {
        if (pin is null) return new PreviousReport(null, null);
        try
        {
            var json = await store.ReadAllAsync(ObjectUri.Parse(pin.Uri), cancellationToken);
            if (Digest.Of(json) != pin.Digest) return Missing(pin, "it is not the file that was recorded");
            return new PreviousReport(JsonSerializer.Deserialize(json, ContractsJson.Default.FeatureReport) ?? throw new JsonException("the document is null"), null);
        }
        catch (JsonException damaged)
        {
            return Missing(pin, damaged.Message);
        }
        // A store that does not answer may answer the next attempt; the comparison is not given up for it.
        catch (StorageException failure) when (failure.Kind != StorageErrorKind.Unreachable)
        {
            return Missing(pin, failure.Message);
        }
    }

    private static PreviousReport Missing(FeatureReportPin pin, string why) =>
        new(null, $"The features were compared with those of no earlier version, because {pin.Uri} of {pin.Version} cannot be used: {why}. The next version is compared with this one.");
}
