namespace Slipway.Server.Predictor.Loading;

/// <summary>The model that was asked for cannot be served, however often one tries; the message says what differs from what.</summary>
internal sealed class ModelRefusedException(string message, Exception? cause = null) : Exception(message, cause);
