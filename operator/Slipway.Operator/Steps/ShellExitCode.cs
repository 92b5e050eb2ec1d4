namespace Slipway.Operator.Steps;

/// <summary>Exit codes by which shells and runtimes say that a command cannot be run; trying again cannot help.</summary>
internal static class ShellExitCode
{
    public const int NotExecutable = 126;
    public const int NotFound = 127;
}
