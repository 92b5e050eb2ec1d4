using System.Text;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Images;
using Slipway.Sandbox.Node.Processes;
using Slipway.Sandbox.Node.Volumes;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Turns the spec of a container into a process that can be started.</summary>
internal sealed class ContainerSetup(PodRuntime runtime, PodView pod, string podIP, PodVolumes volumes)
{
    private const string DefaultTerminationPath = "/dev/termination-log";

    /// <summary>The file that the container may leave its last words in.</summary>
    public string TerminationFile(Container container) => Path.Combine(Folder(container), "termination-log");

    /// <summary>Makes the launch of one run.</summary>
    /// <exception cref="ConfigurationException">Something that the spec names is missing.</exception>
    public async Task<Launch> PrepareAsync(Container container, ImageCommand image, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder(container));
        await File.WriteAllBytesAsync(TerminationFile(container), [], cancellationToken);
        return await BuildAsync(container, image, container.Command, container.Args, cancellationToken);
    }

    /// <summary>Makes the launch of a command beside a container that runs.</summary>
    /// <exception cref="ConfigurationException">Something that the spec names is missing.</exception>
    public Task<Launch> PrepareExecAsync(Container container, ImageCommand image, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        BuildAsync(container, image, command, args: null, cancellationToken);

    /// <summary>What the container left as its last words, or the end of its log if it failed without any and the policy says so.</summary>
    public async Task<string?> TerminationMessageAsync(Container container, string logPath, int exitCode, CancellationToken cancellationToken)
    {
        const int maxBytes = 4096;
        const int fallbackLines = 80;
        const int fallbackBytes = 2048;
        var bytes = await File.ReadAllBytesAsync(TerminationFile(container), cancellationToken);
        if (bytes.Length > 0) return Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(maxBytes, bytes.Length)));
        if (container.TerminationMessagePolicy != "FallbackToLogsOnError" || exitCode == 0) return null;
        var text = await Logs.ContainerLogReader.LastTextAsync(logPath, fallbackLines, fallbackBytes, cancellationToken);
        return text.Length == 0 ? null : text;
    }

    private async Task<Launch> BuildAsync(
        Container container, ImageCommand image, IReadOnlyList<string>? command, IReadOnlyList<string>? args, CancellationToken cancellationToken)
    {
        runtime.Hosts.Ensure(pod.Key.Namespace);
        var paths = volumes.PathsOf(container).With(container.TerminationMessagePath ?? DefaultTerminationPath, TerminationFile(container));
        var wanted = await new EnvironmentBuilder(runtime.Config, Downward()).BuildAsync(container, cancellationToken);
        var environment = Environment(container, paths, wanted);
        return new Launch
        {
            Command = image.CommandLine(Words(command), Words(args)),
            Environment = environment,
            WorkingFolder = WorkingFolder(container, paths),
            HostsFile = runtime.Folders.Hosts(pod.Key.Namespace),
            MemoryLimit = container.Resources?.Limits?.GetValueOrDefault("memory") is { } limit ? (long)Amount.Parse(limit) : null,
        };

        // What the pod says is about its own file tree; the program that stands for the image is a file of this machine, even below /tmp.
        List<string>? Words(IReadOnlyList<string>? words) => words?.Select(word => paths.Rewrite(VariableExpansion.Expand(word, wanted))).ToList();
    }

    private Dictionary<string, string> Environment(Container container, PathMap paths, IReadOnlyDictionary<string, string> wanted)
    {
        var environment = new Dictionary<string, string>(runtime.BaseEnvironment, StringComparer.Ordinal)
        {
            ["HOSTNAME"] = pod.Pod.Spec?.Hostname ?? pod.Key.Name,
            [OrphanSweep.ContainerMark] = OrphanSweep.MarkOf(pod.Uid, container.Name),
            ["SLIPWAY_POD_IP"] = podIP,
            ["SLIPWAY_TERMINATION_LOG"] = TerminationFile(container),
        };
        if (volumes.TemporaryOf(container) is { } temporary) environment["TMPDIR"] = temporary;
        if (pod.Pod.Spec?.AutomountServiceAccountToken == false) environment.Remove("KUBECONFIG");
        foreach (var (name, value) in wanted) environment[name] = paths.Rewrite(value);
        return environment;
    }

    private string WorkingFolder(Container container, PathMap paths)
    {
        var own = Path.Combine(Folder(container), "work");
        Directory.CreateDirectory(own);
        // An image's own folder does not exist here; only one that a volume provides, or that this machine has, can be meant.
        var wanted = container.WorkingDir is { } folder ? paths.Rewrite(folder) : own;
        return Directory.Exists(wanted) ? wanted : own;
    }

    private DownwardFields Downward() => new(pod.Pod, podIP, runtime.HostIP);

    private string Folder(Container container) => Path.Combine(runtime.Folders.Pod(pod.Uid), "containers", container.Name);
}
