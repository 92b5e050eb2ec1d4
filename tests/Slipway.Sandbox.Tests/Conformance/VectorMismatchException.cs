namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>An answer is not what the recorded server gave.</summary>
internal sealed class VectorMismatchException(string message) : Exception(message);
