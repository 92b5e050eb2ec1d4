using Slipway.Contracts.Models;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Predictor.Loading;

/// <summary>Turns what was configured into a model that answers: fetch, verify, load, compare with the manifest, warm up.</summary>
internal sealed class ModelLoader(PredictorOptions options, ModelCache cache, TimeProvider clock)
{
    /// <exception cref="ModelRefusedException">The model is not the one that was asked for, or it cannot be served.</exception>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    public async Task<ServedModel> LoadAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var cached = await cache.GetAsync(cancellationToken);
        var session = Open(cached);
        try
        {
            var featureDigest = VerifyFeatures(session, cached.Manifest);
            // Without a table of lookup files and event logs a request has to carry the joined columns itself.
            var filled = options.LookupsConfig is null ? FilledInputs.None : new FilledInputs(cached.Manifest?.Lookups ?? [], cached.Manifest?.Windows ?? []);
            var schema = ModelSchema.Of(session, cached.Manifest?.Signature, filled);
            var identity = new ModelIdentity
            {
                Name = Named("model-name", options.ModelName, cached.Manifest?.Model),
                Version = Named("model-version", options.ModelVersion, cached.Manifest?.Version),
                Revision = options.Revision,
                Digest = cached.Digest,
                Uri = options.ModelUri,
                FeatureDigest = featureDigest,
                Threshold = cached.Manifest?.Threshold,
                LoadedAt = clock.GetUtcNow(),
                LoadDuration = clock.GetElapsedTime(started),
            };
            var model = new ServedModel(identity, schema, ServedChecks.Of(session), session, filled);
            WarmUp.Run(model, clock);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private OrtSession Open(CachedModel cached)
    {
        try
        {
            return OrtSession.Load(cached.Path, new OrtSessionOptions { IntraOpThreads = options.IntraOpThreads });
        }
        catch (OrtException refused)
        {
            throw new ModelRefusedException($"{options.ModelUri} has the expected digest and is no model that ONNX Runtime {OrtEngine.Version} loads: {refused.Message}", refused);
        }
    }

    /// <summary>The digest inside the file is the truth of what was compiled; manifest and configuration must agree with it.</summary>
    private string? VerifyFeatures(OrtSession session, ModelManifest? manifest)
    {
        var compiled = session.Metadata.GetValueOrDefault(ModelMetadataKeys.FeatureDigest);
        var expected = options.FeatureDigest ?? manifest?.Provenance.FeatureDigest;
        if (expected is not null && compiled is not null && compiled != expected)
            throw new ModelRefusedException($"{options.ModelUri} was compiled from feature definition {compiled}, expected is {expected}; train the model again");
        if (options.FeatureDigest is not null && compiled is null)
            throw new ModelRefusedException(
                $"{options.ModelUri} does not say which feature definition it was compiled from (metadata {ModelMetadataKeys.FeatureDigest}), expected is {options.FeatureDigest}");
        return compiled;
    }

    private static string Named(string flag, string? configured, string? manifest) =>
        configured ?? manifest ?? throw new ModelRefusedException($"the model has no manifest, so --{flag} must be given");
}
