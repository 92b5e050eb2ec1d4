using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Storage;
using Slipway.Trainer.Access;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>Opens a pinned dataset version: what is trained on must be exactly what was accepted, and must be meant for training.</summary>
internal static class DatasetVerifier
{
    /// <param name="pin">The version.</param>
    /// <param name="context">The step.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="evaluated">Whether it is learned from and measured on, which takes rows in both splits.</param>
    internal static Task<VerifiedDataset> OpenAsync(DatasetPin pin, StepContext context, CancellationToken cancellationToken, bool evaluated = true) => OpenAsync(pin, context, manifest =>
    {
        RequireTraining(manifest);
        if (evaluated) RequireSplits(manifest);
    }, cancellationToken);

    /// <summary>Opens the train and validation splits of a version: by what a trial is compared with others is never seen in the test split, whose files are not even read.</summary>
    internal static Task<VerifiedDataset> OpenForTrialAsync(DatasetPin pin, StepContext context, CancellationToken cancellationToken) => OpenAsync(pin, context, manifest =>
    {
        RequireTraining(manifest);
        RequireSplits(manifest);
        RequireValidation(manifest.Rows.Validation, manifest);
    }, cancellationToken, split => split != Split.Test);

    /// <summary>Opens a version that is held back from training, of which all splits are measured on.</summary>
    internal static Task<VerifiedDataset> OpenSetAsync(DatasetPin pin, StepContext context, CancellationToken cancellationToken) => OpenAsync(pin, context, RequireHeldBack, cancellationToken);

    private static async Task<VerifiedDataset> OpenAsync(
        DatasetPin pin, StepContext context, Action<DatasetManifest> check, CancellationToken cancellationToken, Func<Split, bool>? isRead = null)
    {
        var uri = ObjectUri.Parse(pin.ManifestUri);
        var manifest = Parse(await context.Store.ReadAllAsync(uri, cancellationToken), pin);
        RequireDigest(manifest, pin);
        check(manifest);

        var folder = uri.WithKey(uri.Key[..(uri.Key.LastIndexOf('/') + 1)]);
        var files = new Dictionary<Split, IReadOnlyList<string>>();
        foreach (var split in manifest.Files.Where(file => isRead?.Invoke(file.Split) != false).GroupBy(file => file.Split))
        {
            var paths = new List<string>();
            foreach (var file in split) paths.Add(await VerifyAsync(file, folder.Resolve(file.Path), context, cancellationToken));
            files[split.Key] = paths;
        }

        var view = new VersionView(manifest, pin.View);
        return new VerifiedDataset(view.Visible, files) { View = view };
    }

    private static DatasetManifest Parse(byte[] json, DatasetPin pin)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.DatasetManifest) ?? throw new JsonException("the document is null");
        }
        catch (JsonException wrong)
        {
            throw StepException.Refused("InvalidManifest", $"{pin.ManifestUri} is no dataset manifest: {wrong.Message}", "Make the dataset version again.", wrong);
        }
    }

    private static void RequireDigest(DatasetManifest manifest, DatasetPin pin)
    {
        if (manifest.Digest != pin.Digest)
            throw StepException.Refused(
                "DigestMismatch",
                $"{pin.ManifestUri} describes version {manifest.Digest}, but the run is pinned to {pin.Digest}.",
                "Dataset versions are immutable: restore the manifest, or train on a version that exists.");
    }

    private static void RequireHeldBack(DatasetManifest manifest)
    {
        if (manifest.Role == DatasetRole.Training)
            throw StepException.Refused(
                "RoleIsTraining", $"Dataset '{manifest.Name}' has role Training; models may have learned its rows, so that it proves nothing.",
                "Give it the role Golden, Stress, Backtest or Counterfactual.");
    }

    private static void RequireTraining(DatasetManifest manifest)
    {
        if (manifest.Role != DatasetRole.Training)
            throw StepException.Refused(
                "RoleNotTraining",
                $"Dataset '{manifest.Name}' has role {manifest.Role}; such data is for evaluation and must never be trained on.",
                "Train on a dataset with role Training.");
    }

    /// <summary>There are rows to learn from and to measure on.</summary>
    internal static void RequireSplits(DatasetManifest manifest)
    {
        Require(manifest.Rows.Train, "train", "NoTrainingRows", manifest);
        Require(manifest.Rows.Test, "test", "NoTestRows", manifest);
    }

    /// <summary>There are rows to choose on.</summary>
    internal static void RequireValidation(long rows, DatasetManifest manifest)
    {
        if (rows > 0) return;
        throw StepException.Refused(
            "NoValidationRows", $"The validation split of dataset '{manifest.Name}' version {manifest.Digest} has zero rows that a trial can be measured on.",
            "Set splits.validationPercent of the Dataset above 0; hyperparameters are never chosen on the test split.");
    }

    private static void Require(long rows, string split, string reason, DatasetManifest manifest)
    {
        if (rows > 0) return;
        throw StepException.Refused(
            reason,
            $"The {split} split of dataset '{manifest.Name}' version {manifest.Digest} has zero rows (read {manifest.Rows.Read}, rejected {manifest.Rows.Rejected}).",
            "Check the dataset's source, its findings and its splits; no model is made from zero rows.");
    }

    /// <summary>A local file is read where it is; one in a store is copied to scratch while its checksum is taken.</summary>
    private static async Task<string> VerifyAsync(DataFile file, ObjectUri uri, StepContext context, CancellationToken cancellationToken)
    {
        string path, digest;
        if (uri.Scheme == StorageScheme.File)
        {
            if (await context.Store.FindAsync(uri, cancellationToken) is null)
                throw new StorageException(StorageErrorKind.NotFound, uri.ToString(), $"{uri} of the dataset's manifest does not exist.");
            path = uri.LocalPath;
            digest = await Digest.OfFileAsync(path, cancellationToken);
        }
        else
        {
            path = Path.Combine(context.ScratchFolder, "data", $"{Digest.Hex(file.Sha256)}.parquet");
            digest = await context.Store.DownloadAsync(uri, path, cancellationToken);
        }

        return digest == file.Sha256
            ? path
            : throw StepException.Refused(
                "DigestMismatch",
                $"{uri} has digest {digest}, but the manifest says {file.Sha256}: the file was changed or damaged after the version was made.",
                "Restore the file, or make a new dataset version.");
    }
}
