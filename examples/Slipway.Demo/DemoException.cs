namespace Slipway.Demo;

/// <summary>The demo cannot go on; the message says why and what to look at.</summary>
internal sealed class DemoException(string message) : Exception(message);
