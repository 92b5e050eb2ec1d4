namespace Slipway.Server.Router;

/// <summary>Headers that a router reads and writes.</summary>
internal static class RouterHeaders
{
    /// <summary>In an answer: the revision that gave it. In a request: the revision that must answer, for debugging.</summary>
    public const string Revision = "slipway-revision";

    /// <summary>In an answer: the model version that gave it.</summary>
    public const string ModelVersion = "slipway-model-version";
}
