namespace Slipway.Sandbox.Node.Pods;

/// <summary>An end that the node brought about, whatever the containers say.</summary>
/// <param name="Reason">One word: <c>DeadlineExceeded</c>.</param>
/// <param name="Message">What happened.</param>
internal sealed record PodOutcome(string Reason, string Message);
