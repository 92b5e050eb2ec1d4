namespace Slipway.Kubernetes.Authentication;

/// <summary>A program that prints a credential, as the kubeconfig describes it.</summary>
internal sealed record ExecPlugin(
    string Origin, string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string ApiVersion, bool ProvideClusterInfo,
    string? InstallHint)
{
    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public static ExecPlugin Parse(KubeconfigEntry exec)
    {
        var version = exec.Required("apiVersion");
        if (!Versions.Contains(version)) throw exec.Wrong("apiVersion", version, string.Join(" or ", Versions));
        if (exec.Text("interactiveMode") == "Always")
            throw new KubeconfigException($"{exec.Name} has interactiveMode Always, but this program has no terminal to ask on; use IfAvailable or Never");
        // A bare name is looked for in PATH; with a folder in it, it counts from the kubeconfig's.
        var command = exec.Required("command");
        return new ExecPlugin(
            exec.Name,
            command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? exec.FilePath("command")! : command,
            exec.Texts("args"),
            exec.Children("env").ToDictionary(variable => variable.Required("name"), variable => variable.Text("value") ?? ""),
            version,
            exec.Text("provideClusterInfo") == "true",
            exec.Text("installHint"));
    }
}
