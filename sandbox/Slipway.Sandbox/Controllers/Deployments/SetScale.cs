namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>Size of one replica set of a deployment.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Wanted">Replicas of its spec.</param>
/// <param name="Available">Replicas that can be used.</param>
/// <param name="Actual">Pods that are there.</param>
internal sealed record SetScale(string Name, int Wanted, int Available, int Actual);
