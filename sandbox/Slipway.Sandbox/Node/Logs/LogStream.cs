namespace Slipway.Sandbox.Node.Logs;

/// <summary>Where a line of a log came from.</summary>
internal enum LogStream
{
    StandardOutput,
    StandardError,
}
