namespace Slipway.Server.Predictor.Http;

/// <summary>What a path of the Open Inference Protocol asks for, or one of the few that are added to it.</summary>
/// <param name="Target">What it is about.</param>
/// <param name="Model">The model, or the Dataset whose events are sent.</param>
/// <param name="Version">Version of the model.</param>
internal readonly record struct OipRoute(OipTarget Target, string? Model = null, string? Version = null)
{
    private const string ModelsPrefix = "/v2/models/";
    private const string EventsPrefix = "/v2/events/";

    /// <summary>Reads a path; <see cref="OipTarget.Unknown"/> when it is none of the protocol's.</summary>
    public static OipRoute Parse(string path)
    {
        if (path.StartsWith(EventsPrefix, StringComparison.Ordinal)) return Events(path[EventsPrefix.Length..].TrimEnd('/'));
        if (!path.StartsWith(ModelsPrefix, StringComparison.Ordinal))
            return path.TrimEnd('/') switch
            {
                "/v2" => new(OipTarget.Server),
                "/v2/health/live" => new(OipTarget.Live),
                "/v2/health/ready" => new(OipTarget.Ready),
                "/v2/models" => new(OipTarget.Models),
                "/metrics" => new(OipTarget.Metrics),
                "/status" => new(OipTarget.Status),
                _ => default,
            };

        var parts = path[ModelsPrefix.Length..].TrimEnd('/').Split('/');
        return parts switch
        {
            ["", ..] => default,
            [var model] => new(OipTarget.ModelMetadata, model),
            [var model, "ready"] => new(OipTarget.ModelReady, model),
            [var model, "infer"] => new(OipTarget.Infer, model),
            [var model, "versions", var version] => new(OipTarget.ModelMetadata, model, version),
            [var model, "versions", var version, "ready"] => new(OipTarget.ModelReady, model, version),
            [var model, "versions", var version, "infer"] => new(OipTarget.Infer, model, version),
            _ => default,
        };
    }

    private static OipRoute Events(string dataset) => dataset.Length == 0 || dataset.Contains('/', StringComparison.Ordinal) ? default : new(OipTarget.Events, dataset);
}
