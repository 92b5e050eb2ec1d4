namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>Where a kind keeps what autoscaling/v1 Scale shows, as paths of member names.</summary>
internal sealed record ScalePaths(string[] SpecReplicas, string[] StatusReplicas, string[]? Selector, bool SelectorIsLabelSelector = false);
