namespace Slipway.Sandbox.Node.Configuration;

/// <summary>A container or a volume cannot be set up as the pod says; it is tried again, because what is missing may come.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
