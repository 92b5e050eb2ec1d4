using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Accounts;
using Slipway.Sandbox.Controllers.Common;
using Slipway.Sandbox.Controllers.Deployments;
using Slipway.Sandbox.Controllers.Disruption;
using Slipway.Sandbox.Controllers.Jobs;
using Slipway.Sandbox.Controllers.ReplicaSets;
using Slipway.Sandbox.Controllers.ServiceEndpoints;
using Slipway.Sandbox.Node.Events;

namespace Slipway.Sandbox.Controllers;

/// <summary>The controllers that a cluster has besides the API server: jobs, deployments, replica sets, endpoints, disruption budgets, accounts.</summary>
internal sealed class SandboxControllers : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ControllerInformers informers;
    private readonly WriteRecordingClient client;
    private readonly ControllerManager manager;
    private readonly SandboxControllersOptions options;
    private readonly ILoggerFactory loggers;
    private readonly List<Controller> controllers = [];
    private readonly List<Task> tasks = [];

    private SandboxControllers(SandboxControllersOptions options, IKubernetesClient plain, ILoggerFactory loggers)
    {
        (this.options, this.loggers) = (options, loggers);
        client = new WriteRecordingClient(plain);
        informers = new ControllerInformers(client, options.Time);
        client.Record(informers.Jobs);
        client.Record(informers.ReplicaSets);
        client.Record(informers.Deployments);
        client.Record(informers.Budgets);
        manager = new ControllerManager(loggers.CreateLogger<ControllerManager>());
        AddJobs();
        AddReplicaSets();
        AddDeployments();
        AddEndpoints();
        AddBudgets();
        Add("accounts", new AccountReconciler(client, informers.Namespaces.Cache)).For(informers.Namespaces);
    }

    /// <summary>Starts all controllers; they work when this returns.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="client">The API server; it must answer already.</param>
    /// <param name="loggers">Where they log.</param>
    /// <param name="cancellationToken">Stops the start, not the controllers.</param>
    public static async Task<SandboxControllers> StartAsync(
        SandboxControllersOptions options, IKubernetesClient client, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var result = new SandboxControllers(options, client, loggers);
        result.tasks.Add(result.manager.RunAsync(null, result.stopping.Token));
        await Task.WhenAll(result.manager.Informers.Select(informer => informer.WaitForSyncAsync(cancellationToken)));
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(tasks);
        foreach (var controller in controllers) controller.Dispose();
        stopping.Dispose();
    }

    private void AddJobs()
    {
        var events = Events("job-controller");
        var decision = new JobDecision(new JobBackoff(options.JobRetryDelay));
        var reconciler = new JobReconciler(client, informers.Jobs.Cache, informers.Pods.Cache, Pods(events), events, decision, options.Time);
        Add("jobs", reconciler).For(informers.Jobs).Owns(informers.Pods, BuiltIn.Jobs);
    }

    private void AddReplicaSets()
    {
        var reconciler = new ReplicaSetReconciler(
            client, informers.ReplicaSets.Cache, informers.Pods.Cache, Pods(Events("replicaset-controller")), options.Time);
        Add("replica-sets", reconciler).For(informers.ReplicaSets).Owns(informers.Pods, BuiltIn.ReplicaSets);
    }

    private void AddDeployments()
    {
        var sets = new DeploymentSets(client, Events("deployment-controller"));
        var reconciler = new DeploymentReconciler(client, informers.Deployments.Cache, informers.ReplicaSets.Cache, informers.Pods.Cache, sets, options.Time);
        Add("deployments", reconciler).For(informers.Deployments).Owns(informers.ReplicaSets, BuiltIn.Deployments)
            // A pod that is gone at last changes no status of its set, but lets a deployment that recreates go on.
            .Watches(informers.Pods, pod => DeploymentReconciler.DeploymentOf(pod, informers.ReplicaSets.Cache), change => change.Type == InformerEventType.Deleted);
    }

    private void AddEndpoints()
    {
        var reconciler = new EndpointReconciler(client, informers.Services.Cache, informers.Pods.Cache, informers.Slices.Cache);
        Add("endpoints", reconciler).For(informers.Services)
            .Watches(informers.Slices, _ => [])
            .Watches(informers.Pods, pod => EndpointReconciler.ServicesOf(pod, informers.Services.Cache));
    }

    private void AddBudgets()
    {
        Add("disruption-budgets", new BudgetReconciler(client, informers.Budgets.Cache, informers.Pods.Cache))
            .For(informers.Budgets)
            .Watches(informers.Pods, pod => BudgetReconciler.BudgetsOf(pod, informers.Budgets.Cache));
    }

    private PodWrites Pods(EventSink events) => new(client, informers.Pods, events);

    private EventSink Events(string component)
    {
        var sink = new EventSink(client, component, "", options.Time, loggers.CreateLogger<EventSink>());
        tasks.Add(sink.RunAsync(stopping.Token));
        return sink;
    }

    private Controller Add(string name, IReconciler reconciler)
    {
        var controller = new Controller(name, reconciler, loggers.CreateLogger<Controller>(), new ControllerOptions { Time = options.Time });
        controllers.Add(controller);
        manager.Add(controller);
        return controller;
    }
}
