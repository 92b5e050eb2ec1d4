namespace Slipway.Sandbox.ApiServer;

/// <summary>What <c>kubectl logs</c> asks for.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Container">The container; its existence has been checked.</param>
/// <param name="Follow">Go on until the container ends or the client leaves.</param>
/// <param name="Previous">The log of the run before the last restart.</param>
/// <param name="TailLines">Only that many lines from the end.</param>
/// <param name="SinceTime">Only lines written at or after this time.</param>
/// <param name="Timestamps">Begin each line with its time.</param>
/// <param name="LimitBytes">Stop after that many bytes.</param>
public sealed record PodLogRequest(
    string Namespace, string Pod, string Container, bool Follow, bool Previous, long? TailLines, DateTimeOffset? SinceTime, bool Timestamps, long? LimitBytes);
