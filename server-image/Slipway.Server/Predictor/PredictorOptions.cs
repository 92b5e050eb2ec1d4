using System.Net;
using Slipway.Server.Hosting;
using Slipway.Storage;

namespace Slipway.Server.Predictor;

/// <summary>What one predictor serves, and within which bounds.</summary>
internal sealed record PredictorOptions
{
    /// <summary>URI of the ONNX file; <c>manifest.json</c> lies beside it.</summary>
    public required string ModelUri { get; init; }

    /// <summary>Digest that the file must have; without it the manifest's.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Name by which requests call the model; without it the manifest's.</summary>
    public string? ModelName { get; init; }

    /// <summary>Version that answers carry; without it the manifest's.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Digest of the feature definition that the model must have been made from.</summary>
    public string? FeatureDigest { get; init; }

    /// <summary>Revision of the Rollout; a label of the metrics.</summary>
    public string Revision { get; init; } = "";

    /// <summary>File that names lookup files and event logs, read again when it changes. Without it a request has to carry joined columns itself, and no events are taken.</summary>
    public string? LookupsConfig { get; init; }

    /// <summary>How often that file is looked at.</summary>
    public TimeSpan ConfigInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the event logs are read.</summary>
    public TimeSpan EventsInterval { get; init; } = TimeSpan.FromSeconds(2);

    public IPAddress Address { get; init; } = IPAddress.Any;

    public int Port { get; init; } = 8080;

    /// <summary>Folder that keeps downloaded models by digest, so that a restart needs no store.</summary>
    public string CacheFolder { get; init; } = Path.Combine(Path.GetTempPath(), "slipway-models");

    public int MaxRows { get; init; } = 4096;

    public int MaxBodyBytes { get; init; } = 16 << 20;

    /// <summary>Threads of the engine inside one request.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>How long a stopping server goes on answering after it has said that it is not ready.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    public static PredictorOptions Read(Settings settings)
    {
        var options = new PredictorOptions
        {
            ModelUri = Uri(settings),
            ModelDigest = Digest(settings, "model-digest"),
            ModelName = settings.Optional("model-name"),
            ModelVersion = settings.Optional("model-version"),
            FeatureDigest = Digest(settings, "feature-digest"),
            Revision = settings.Optional("revision") ?? "",
            LookupsConfig = settings.Optional("lookups-config"),
            ConfigInterval = settings.Span("config-interval", TimeSpan.FromSeconds(2)),
            EventsInterval = settings.Span("events-interval", TimeSpan.FromSeconds(2)),
            Address = settings.Address("address"),
            Port = settings.Number("port", 8080, 0, 65535),
            CacheFolder = settings.Optional("cache-folder") ?? Path.Combine(Path.GetTempPath(), "slipway-models"),
            MaxRows = settings.Number("max-rows", 4096, 1, 1 << 20),
            MaxBodyBytes = settings.Number("max-body-bytes", 16 << 20, 1024, 1 << 30),
            IntraOpThreads = settings.Number("intra-op-threads", 1, 0, 256),
            Drain = settings.Span("drain", TimeSpan.FromSeconds(5)),
        };
        settings.RefuseUnknown();
        return options;
    }

    private static string? Digest(Settings settings, string name)
    {
        var text = settings.Optional(name);
        if (text is null || Storage.Digest.IsValid(text)) return text;
        throw new SettingsException($"--{name} is \"{text}\"; it must be sha256: and 64 hexadecimal digits in lower case");
    }

    private static string Uri(Settings settings)
    {
        var text = settings.Required("model-uri");
        try
        {
            return ObjectUri.Parse(text).ToString();
        }
        catch (StorageException wrong)
        {
            throw new SettingsException($"--model-uri: {wrong.Message}");
        }
    }
}
