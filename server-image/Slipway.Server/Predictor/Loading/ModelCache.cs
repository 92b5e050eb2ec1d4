using System.Text.Json;
using Microsoft.Extensions.Logging;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Loading;

/// <summary>
/// Brings a model to local disk, under the name of its digest. What is there already and still has its digest is used as it is,
/// so that a restart needs no store.
/// </summary>
internal sealed partial class ModelCache(PredictorOptions options, IObjectStore store, ILogger<ModelCache> log)
{
    private const string ManifestName = "manifest.json";

    /// <exception cref="ModelRefusedException">The file has another digest than the one asked for.</exception>
    /// <exception cref="StorageException">The store cannot be reached, or has no such file.</exception>
    public async Task<CachedModel> GetAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.CacheFolder);
        if (options.ModelDigest is { } known && await FindAsync(known, cancellationToken) is { } cached) return cached;

        var manifestJson = await ReadManifestAsync(cancellationToken);
        var manifest = Parse(manifestJson);
        var expected = options.ModelDigest ?? manifest?.Artifact.Digest ?? throw new ModelRefusedException(
            $"no digest to verify {options.ModelUri} with: give --model-digest, or put {ManifestName} beside the model");
        if (manifest is not null && manifest.Artifact.Digest != expected)
            throw new ModelRefusedException(
                $"the manifest beside {options.ModelUri} is of another model: it names {manifest.Artifact.Digest}, expected is {expected}");

        var partial = Path.Combine(options.CacheFolder, $"{Guid.NewGuid():N}.partial");
        try
        {
            var digest = await store.DownloadAsync(ObjectUri.Parse(options.ModelUri), partial, cancellationToken);
            var size = new FileInfo(partial).Length;
            if (digest != expected)
                throw new ModelRefusedException(
                    $"{options.ModelUri} has digest {digest} ({size} bytes), expected is {expected}{SizeHint(manifest, size)}; the file is truncated or was replaced");
            if (manifestJson is not null) await File.WriteAllBytesAsync(ManifestPath(expected), manifestJson, cancellationToken);
            File.Move(partial, ModelPath(expected), overwrite: true);
            return new CachedModel(ModelPath(expected), expected, manifest);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task<CachedModel?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        if (!File.Exists(ModelPath(digest))) return null;
        var actual = await Digest.OfFileAsync(ModelPath(digest), cancellationToken);
        if (actual != digest)
        {
            LogDamagedCache(ModelPath(digest), actual, digest);
            return null;
        }

        var manifest = File.Exists(ManifestPath(digest)) ? await File.ReadAllBytesAsync(ManifestPath(digest), cancellationToken) : null;
        LogFromCache(digest, ModelPath(digest));
        return new CachedModel(ModelPath(digest), digest, Parse(manifest));
    }

    private async Task<byte[]?> ReadManifestAsync(CancellationToken cancellationToken)
    {
        var uri = ObjectUri.Parse(options.ModelUri[..(options.ModelUri.LastIndexOf('/') + 1)] + ManifestName);
        if (await store.FindAsync(uri, cancellationToken) is not null) return await store.ReadAllAsync(uri, cancellationToken);
        LogNoManifest(uri);
        return null;
    }

    private ModelManifest? Parse(byte[]? json)
    {
        if (json is null) return null;
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.ModelManifest);
        }
        catch (JsonException wrong)
        {
            throw new ModelRefusedException($"the {ManifestName} beside {options.ModelUri} is no model manifest: {wrong.Message}", wrong);
        }
    }

    private string ModelPath(string digest) => Path.Combine(options.CacheFolder, Digest.Hex(digest) + ".onnx");

    private string ManifestPath(string digest) => Path.Combine(options.CacheFolder, Digest.Hex(digest) + ".manifest.json");

    private static string SizeHint(ModelManifest? manifest, long size) =>
        manifest is { Artifact.Size: > 0 and var promised } && promised != size ? $" with {promised} bytes" : "";

    [LoggerMessage(LogLevel.Information, "Model {Digest} is taken from {Path}")]
    private partial void LogFromCache(string digest, string path);

    [LoggerMessage(LogLevel.Warning, "{Path} has digest {Actual} instead of {Expected}; fetching it again")]
    private partial void LogDamagedCache(string path, string actual, string expected);

    [LoggerMessage(LogLevel.Warning, "There is no {Uri}; the signature is read from the model file alone and no input is required")]
    private partial void LogNoManifest(ObjectUri uri);
}
