namespace Slipway.Sandbox.Controllers;

/// <summary>Settings of the sandbox's controllers.</summary>
internal sealed record SandboxControllersOptions
{
    /// <summary>Wait before the first replacement of a failed pod of a job; doubles with each failure. Default 10 s, as in a real cluster.</summary>
    public TimeSpan JobRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
