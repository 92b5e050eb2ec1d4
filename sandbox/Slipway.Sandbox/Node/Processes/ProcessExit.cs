namespace Slipway.Sandbox.Node.Processes;

/// <summary>How a container's process ended.</summary>
/// <param name="Code">Exit code; 128 plus the signal for a process that a signal ended.</param>
/// <param name="OutOfMemory">True if the node ended it because it used more memory than its limit.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended.</param>
internal sealed record ProcessExit(int Code, bool OutOfMemory, DateTimeOffset StartedAt, DateTimeOffset FinishedAt);
