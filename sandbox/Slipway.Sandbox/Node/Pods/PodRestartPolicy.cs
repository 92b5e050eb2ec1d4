namespace Slipway.Sandbox.Node.Pods;

/// <summary>When a container that has ended is started again.</summary>
internal enum PodRestartPolicy
{
    Always,
    OnFailure,
    Never,
}

internal static class PodRestartPolicies
{
    /// <summary>The pod's policy; <see cref="PodRestartPolicy.Always"/> unless it says another.</summary>
    public static PodRestartPolicy Parse(string? text) => text switch
    {
        "Never" => PodRestartPolicy.Never,
        "OnFailure" => PodRestartPolicy.OnFailure,
        _ => PodRestartPolicy.Always,
    };

    /// <summary>The policy for init containers, which must end once.</summary>
    public static PodRestartPolicy ForInit(this PodRestartPolicy policy) =>
        policy == PodRestartPolicy.Always ? PodRestartPolicy.OnFailure : policy;

    public static bool Restarts(this PodRestartPolicy policy, int exitCode) =>
        policy == PodRestartPolicy.Always || (policy == PodRestartPolicy.OnFailure && exitCode != 0);
}
