namespace Slipway.Sandbox.Node.Network;

/// <summary>Where connections to a service's port may go.</summary>
internal sealed record Backend(string Address, int Port);
