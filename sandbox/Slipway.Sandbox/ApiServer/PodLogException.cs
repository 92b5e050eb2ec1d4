namespace Slipway.Sandbox.ApiServer;

/// <summary>A log cannot be read; the message goes to the client as a bad request.</summary>
public sealed class PodLogException(string message) : Exception(message);
