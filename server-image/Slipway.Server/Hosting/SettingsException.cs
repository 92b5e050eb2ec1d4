namespace Slipway.Server.Hosting;

/// <summary>A flag or an environment variable has a value that cannot be used; the message names it and says what it must be.</summary>
internal sealed class SettingsException(string message) : Exception(message);
