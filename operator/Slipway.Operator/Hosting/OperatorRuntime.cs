using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Events;
using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Metrics;
using Slipway.Operator.Access;
using Slipway.Operator.Prometheus;
using Slipway.Operator.Rollouts;
using Slipway.Operator.Rollouts.Analysis;
using Slipway.Operator.Rollouts.Routing;
using Slipway.Operator.TrainingJobs.Progress;
using Slipway.Operator.TrainingJobs.Usage;
using Slipway.Operator.Webhooks;

namespace Slipway.Operator.Hosting;

/// <summary>The operator without a process around it: informers, controllers, events, leadership.</summary>
/// <remarks>Nothing that decides is kept in memory; a runtime can be stopped at any moment and another one goes on.</remarks>
internal sealed class OperatorRuntime : IDisposable
{
    // A router or Prometheus that does not answer within seconds must not hold up the passes over other objects.
    private static readonly TimeSpan PeerTimeout = TimeSpan.FromSeconds(5);

    private readonly OperatorOptions options;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly IKubernetesClient client;
    private readonly WriteRecordingClient recording;
    private readonly EventRecorder recorder;
    private readonly HttpClient peers;

    /// <summary>An operator that has not begun to work.</summary>
    /// <param name="server">The API server.</param>
    /// <param name="options">What it is started with.</param>
    /// <param name="loggers">Where it writes what it does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where it counts.</param>
    /// <param name="network">How routers and Prometheus are reached. Default: by their addresses.</param>
    /// <param name="random">Source of jitter. Default: one that nobody can foresee.</param>
    public OperatorRuntime(
        IKubernetesClient server, OperatorOptions options, ILoggerFactory loggers, TimeProvider time, MetricRegistry metrics,
        HttpMessageHandler? network = null, Random? random = null)
    {
        peers = new HttpClient(network ?? new SocketsHttpHandler()) { Timeout = PeerTimeout };
        this.options = options;
        this.loggers = loggers;
        this.time = time;
        this.random = random ?? Random.Shared;
        Metrics = metrics;
        client = server;
        recording = new WriteRecordingClient(server);
        recorder = new EventRecorder(server, "slipway", loggers.CreateLogger<EventRecorder>(), time);
        Manager = new ControllerManager(loggers.CreateLogger<ControllerManager>(), metrics);
        var prometheus = new PrometheusClient(peers);
        var parts = new ControllerParts
        {
            Client = recording,
            Settings = options.Settings,
            Events = new RecordedEvents(recorder),
            Audit = new ReadAudit(loggers.CreateLogger<ReadAudit>(), metrics),
            Metrics = metrics,
            Loggers = loggers,
            Time = time,
            Routers = new RouterFleet(peers),
            Predictors = new PredictorHealth(peers),
            Prometheus = prometheus,
            Evidence = new EvidenceReader(prometheus),
            RolloutOptions = new RolloutOptions { ServerImage = options.Settings.ServerImage, Prometheus = options.Settings.Prometheus },
            Workers = options.Workers,
        };
        var scopes = new List<(string? Place, OperatorInformers Informers)>();
        var cluster = new ClusterInformers(recording, loggers, time, this.random);
        foreach (var place in options.Namespaces.Count == 0 ? [null] : options.Namespaces.Distinct().Cast<string?>())
        {
            var informers = new OperatorInformers(recording, place, loggers, time, this.random, cluster);
            scopes.Add((place, informers));
        }

        var everywhere = scopes.ConvertAll(scope => scope.Informers);
        foreach (var (_, informers) in scopes)
        {
            foreach (var controller in new OperatorControllers(informers, everywhere, parts).All()) Manager.Add(controller);
        }

        var known = new CachedObjects(scopes);
        Admission = new AdmissionRules(known, time);
        Progress = new ProgressReceiver(server, known.TrainingJob, known.PodsOf, time, loggers.CreateLogger<ProgressReceiver>());
        TrainingMetrics.Register(metrics, () => everywhere.SelectMany(scope => scope.TrainingJobs.Cache.List()));
    }

    public MetricRegistry Metrics { get; }

    /// <summary>Informers and controllers, and their order of start and stop.</summary>
    public ControllerManager Manager { get; }

    /// <summary>Takes what runs tell of how far they have come.</summary>
    public ProgressReceiver Progress { get; }

    /// <summary>What the webhook refuses, by what the caches know.</summary>
    public AdmissionRules Admission { get; }

    /// <summary>Whether the caches are filled.</summary>
    public bool IsReady => Manager.HasSynced;

    /// <summary>How long one of the watches has heard nothing.</summary>
    public TimeSpan LongestSilence => Manager.LongestSilence;

    /// <summary>Works until it is cancelled; passes under way are ended first.</summary>
    /// <exception cref="LeadershipLostException">Another replica may take over; the process has to end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopEvents = new CancellationTokenSource();
        var events = recorder.RunAsync(stopEvents.Token);
        try
        {
            await Manager.RunAsync(options.LeaderElection ? Elector().RunAsync : null, cancellationToken);
        }
        finally
        {
            await stopEvents.CancelAsync();
            await events;
        }
    }

    public void Dispose() => peers.Dispose();

    /// <summary>A candidate for the leadership among the replicas.</summary>
    public LeaderElector Elector()
    {
        var elector = new LeaderElector(
            client,
            new LeaderElectionOptions { Namespace = options.LeaseNamespace, LeaseName = "slipway-operator", Time = time, Random = random, Metrics = Metrics },
            loggers.CreateLogger<LeaderElector>());
        recording.MayWrite = () => elector.MayAct;
        return elector;
    }
}
