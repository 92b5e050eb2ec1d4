using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Events;
using Slipway.Sandbox.Node.Images;
using Slipway.Sandbox.Node.Logs;
using Slipway.Sandbox.Node.Network;
using Slipway.Sandbox.Node.Pods;
using Slipway.Sandbox.Node.Probes;
using Slipway.Sandbox.Node.Processes;
using Slipway.Sandbox.Node.Registration;
using Slipway.Sandbox.Node.Scheduling;

namespace Slipway.Sandbox.Node;

/// <summary>The one node of the sandbox with its scheduler and its service proxy.</summary>
/// <remarks>Guarantees: no process of a pod outlives it, or, if it is killed, the start of the next one with the same data folder.</remarks>
internal sealed partial class SandboxNode : IAsyncDisposable
{
    private const string HostIP = "127.0.0.1";
    private readonly ProcessStarter starter = new();
    private readonly MemoryGuard memory;
    private readonly ProbeActions probes = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly NodeInformers informers;
    private readonly PodManager pods;
    private readonly ServiceProxy proxy;
    private readonly List<IDisposable> owned = [];
    private readonly List<Task> tasks = [];

    private SandboxNode(SandboxNodeOptions options, NodeFolders folders, ProcessIsolation isolation, IKubernetesClient client, ILoggerFactory loggers)
    {
        memory = new MemoryGuard(options.Time);
        informers = new NodeInformers(client, options.NodeName, options.Time);
        var log = loggers.CreateLogger<SandboxNode>();
        var nodeEvents = new EventSink(client, "kubelet", options.NodeName, options.Time, log);
        var schedulerEvents = new EventSink(client, Scheduler.Name, "", options.Time, log);
        var hosts = new HostsFiles(folders, informers.Services.Cache, informers.Slices.Cache, informers.Pods.Cache);
        var runtime = new PodRuntime
        {
            Folders = folders,
            Images = new ImageMap(options.Images),
            Starter = starter,
            Memory = memory,
            Isolation = isolation,
            Probes = probes,
            Config = new ClientConfigSource(client),
            Events = nodeEvents,
            Hosts = hosts,
            Time = options.Time,
            HostIP = HostIP,
            BaseEnvironment = BaseEnvironment.Of(options, folders),
        };
        pods = new PodManager(runtime, new PodStatusWriter(client, options.Time, loggers.CreateLogger<PodStatusWriter>()), new PodAddresses(),
            loggers.CreateLogger<PodManager>());
        proxy = new ServiceProxy(informers.Services.Cache, informers.Slices.Cache, nodeEvents, loggers.CreateLogger<ServiceProxy>());
        Logs = new NodeLogs(folders, pods);

        var scheduler = new Scheduler(client, informers.Pods.Cache, informers.Nodes.Cache, schedulerEvents, options.Time);
        var manager = new ControllerManager(loggers.CreateLogger<ControllerManager>());
        Add(manager, SchedulerController(scheduler, loggers, options.Time));
        Add(manager, ServiceController("service-proxy", proxy, loggers, options.Time));
        Add(manager, ServiceController("hosts-files", hosts, loggers, options.Time).Watches(informers.Pods, pod => pod.Spec?.Subdomain is null ? [] : [pod.Key()]));
        informers.OwnPods.AddHandler(pods.Handle);
        informers.ConfigMaps.AddHandler(change => pods.RefreshVolumes(change.Object.Metadata.Namespace ?? ""));
        informers.Secrets.AddHandler(change => pods.RefreshVolumes(change.Object.Metadata.Namespace ?? ""));

        var registration = new NodeRegistration(client, options, HostIP, loggers.CreateLogger<NodeRegistration>());
        Start = async cancellationToken =>
        {
            await registration.RegisterAsync(cancellationToken);
            tasks.AddRange(
            [
                nodeEvents.RunAsync(stopping.Token), schedulerEvents.RunAsync(stopping.Token), registration.RunAsync(stopping.Token),
                manager.RunAsync(null, stopping.Token), .. informers.OfPods.Select(informer => informer.RunAsync(stopping.Token)),
            ]);
            await Task.WhenAll([.. manager.Informers.Concat(informers.OfPods).Select(informer => informer.WaitForSyncAsync(cancellationToken))]);
            pods.RemoveLeftFolders();
        };
    }

    /// <summary>The logs of the node's containers, for the API server.</summary>
    public IPodLogs Logs { get; }

    private Func<CancellationToken, Task> Start { get; }

    /// <summary>Ends what an earlier node left over, registers the node, and runs pods from then on.</summary>
    /// <param name="options">What the node offers.</param>
    /// <param name="client">The API server; it must answer already.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="cancellationToken">Stops the start, not the node.</param>
    /// <exception cref="InvalidOperationException">The machine lacks something that the node cannot do without.</exception>
    public static async Task<SandboxNode> StartAsync(
        SandboxNodeOptions options, IKubernetesClient client, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var folders = new NodeFolders(Path.GetFullPath(options.DataFolder));
        Directory.CreateDirectory(folders.Root);
        var log = loggers.CreateLogger<SandboxNode>();
        if (OrphanSweep.Run(folders.Root) is > 0 and var orphans) LogOrphans(log, orphans);
        var isolation = IsolationProbe.Detect();
        if (!isolation.OwnHosts) LogNoNames(log);
        var complete = options with { Capacity = MachineCapacity.Complete(options.Capacity) };
        var node = new SandboxNode(complete, folders, isolation, client, loggers);
        await node.Start(cancellationToken);
        return node;
    }

    /// <summary>Ends all processes, politely first, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await pods.DisposeAsync();
        await stopping.CancelAsync();
        await Task.WhenAll(tasks);
        await memory.DisposeAsync();
        proxy.Dispose();
        foreach (var each in owned) each.Dispose();
        probes.Dispose();
        starter.Dispose();
        stopping.Dispose();
    }

    private Controller SchedulerController(Scheduler scheduler, ILoggerFactory loggers, TimeProvider time)
    {
        var pending = informers.Pods.Cache;
        // Room may come with each pod that ends or goes, and with a change of the node; then all that wait are looked at again.
        return new Controller("scheduler", scheduler, loggers.CreateLogger<Controller>(), new ControllerOptions { Time = time })
            .Watches(informers.Pods, pod => Scheduler.IsPending(pod) ? [pod.Key()] : [], change => change.Type != InformerEventType.Deleted)
            .Watches(informers.Pods, _ => AllPending(), change => change.Type == InformerEventType.Deleted || Ended(change))
            .Watches(informers.Nodes, _ => AllPending());

        IEnumerable<NamespacedName> AllPending() => pending.List().Where(Scheduler.IsPending).Select(pod => pod.Key());
        static bool Ended(InformerEvent<Pod> change) =>
            PodPhase.IsTerminal(change.Object.Status?.Phase) && !PodPhase.IsTerminal(change.Old?.Status?.Phase);
    }

    private Controller ServiceController(string name, IReconciler reconciler, ILoggerFactory loggers, TimeProvider time) =>
        new Controller(name, reconciler, loggers.CreateLogger<Controller>(), new ControllerOptions { Time = time })
            .For(informers.Services)
            .Watches(informers.Slices, slice => slice.Label(ServiceRoutes.ServiceNameLabel) is { } service
                ? [new NamespacedName(slice.Metadata.Namespace ?? "", service)]
                : []);

    private void Add(ControllerManager manager, Controller controller)
    {
        manager.Add(controller);
        owned.Add(controller);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended {Count} processes that an earlier sandbox had left running")]
    private static partial void LogOrphans(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "This system allows no mount namespaces (unshare --mount), so pods cannot look up services by name; run the sandbox as root, or permit user namespaces")]
    private static partial void LogNoNames(ILogger logger);
}
