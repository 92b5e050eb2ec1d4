using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;

namespace Slipway.Demo.Processes;

/// <summary>Sandbox, Prometheus and operator on this machine, each a process of its own.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly DemoFolders folders;
    private readonly int apiPort = Ports.Free();
    private readonly int prometheusPort = Ports.Free();
    private readonly int operatorPort = Ports.Free();
    private Daemon? sandbox;
    private Daemon? prometheus;
    private Daemon? controller;

    public Platform(DemoFolders folders)
    {
        this.folders = folders;
        Kubectl = new Kubectl(folders.Kubeconfig);
    }

    public Kubectl Kubectl { get; }

    public string PrometheusAddress => $"http://127.0.0.1:{prometheusPort}";

    public IEnumerable<Daemon> Daemons => new[] { sandbox, prometheus, controller }.OfType<Daemon>();

    /// <summary>Starts the sandbox and waits for its node.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="images">Further images, each <c>name=command</c>.</param>
    public async Task StartSandboxAsync(CancellationToken cancellation, params string[] images)
    {
        string[] all = [$"slipway/trainer={DemoFolders.Program("Slipway.Trainer")}", $"slipway/server={DemoFolders.Program("Slipway.Server")}", .. images];
        sandbox = Daemon.Start(
            "sandbox",
            folders.Logs,
            DemoFolders.Program("Slipway.Sandbox"),
            [
                "--port", $"{apiPort}",
                "--data-dir", folders.Cluster,
                "--kubeconfig", folders.Kubeconfig,
                "--capacity", "cpu=8,memory=16Gi",
                "--node-label", "slipway.dev/jurisdiction=DE",
                .. all.SelectMany(image => new[] { "--image", image }),
            ]);
        await WaitAsync(sandbox, async () => (await Kubectl.RunAsync(cancellation, "get", "nodes", "-o", "name")).Contains("node/", StringComparison.Ordinal), cancellation);
    }

    public async Task StartPrometheusAsync(CancellationToken cancellation)
    {
        var configuration = await PrometheusConfiguration.WriteAsync(folders.Prometheus, Kubectl, cancellation);
        prometheus = Daemon.Start(
            "prometheus",
            folders.Logs,
            "prometheus",
            $"--config.file={configuration}",
            $"--storage.tsdb.path={Path.Combine(folders.Prometheus, "data")}",
            $"--web.listen-address=127.0.0.1:{prometheusPort}",
            "--log.level=warn");
    }

    /// <summary>Brings the five kinds to the API server.</summary>
    public async Task InstallKindsAsync(CancellationToken cancellation)
    {
        await Kubectl.RunAsync(cancellation, "apply", "-f", folders.Crds);
        await Kubectl.RunAsync(cancellation, "wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    }

    public void StartOperator() => controller = Daemon.Start(
        "operator",
        folders.Logs,
        DemoFolders.Program("Slipway.Operator"),
        "run",
        "--kubeconfig", folders.Kubeconfig,
        "--trainer-image", "slipway/trainer:0.1.0",
        "--server-image", "slipway/server:0.1.0",
        "--artifact-store", new Uri(folders.Store).AbsoluteUri,
        "--prometheus", PrometheusAddress,
        "--metrics-port", $"{operatorPort}");

    public void KillOperator()
    {
        (controller ?? throw new DemoException("the operator does not run")).Kill();
        controller = null;
    }

    public void KillPrometheus()
    {
        (prometheus ?? throw new DemoException("Prometheus does not run")).Kill();
        prometheus = null;
    }

    public IKubernetesClient Connect() =>
        new KubernetesClient(KubernetesHttp.CreateClient(Kubeconfig.Load([folders.Kubeconfig], context: null, TimeProvider.System)));

    /// <summary>Throws when one of the processes has ended.</summary>
    public void EnsureRunning()
    {
        foreach (var daemon in Daemons) daemon.EnsureRunning();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in new[] { controller, prometheus, sandbox }.OfType<Daemon>()) await daemon.DisposeAsync();
    }

    private static async Task WaitAsync(Daemon daemon, Func<Task<bool>> ready, CancellationToken cancellation)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (true)
        {
            daemon.EnsureRunning();
            try
            {
                if (await ready()) return;
            }
            catch (DemoException) when (DateTime.UtcNow < deadline)
            {
                // Not up yet: kubectl cannot reach it or knows no node.
            }

            if (DateTime.UtcNow > deadline) throw new DemoException($"{daemon.Name} did not get ready within a minute; see {daemon.LogFile}");
            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        }
    }
}
