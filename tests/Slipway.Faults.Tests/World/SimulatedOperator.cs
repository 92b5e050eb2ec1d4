using Microsoft.Extensions.Logging;
using Slipway.Faults.Tests.Plans;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Queue;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Hosting;
using Slipway.Operator.Tests.Support;
using Slipway.Testing;

namespace Slipway.Faults.Tests.World;

/// <summary>An operator process: the product's own informers, controllers and leader election, moved by the world one thing at a time.</summary>
/// <remarks>It has a clock of its own, so that it can stand still while the rest of the world goes on.</remarks>
internal sealed class SimulatedOperator : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Simulation world;
    private readonly CancellationTokenSource stop = new();
    private readonly List<WatchStream> streams = [];
    private readonly List<Task> passes = [];
    private readonly HttpClient http;
    private readonly OperatorRuntime runtime;
    private readonly Dictionary<string, long> behind = [];
    private TaskCompletionSource? frozen;
    private TaskCompletionSource? leading;
    private CancellationToken leadership;
    private Task? election;
    private readonly IReadOnlyList<IInformer> informers;

    public SimulatedOperator(Simulation world, int number, ManualTimeProvider clock, Fault? previousDeath = null)
    {
        (this.world, Number, Clock) = (world, number, clock);
        StaleBy = previousDeath;
        http = InlineServer.Http(new FaultPoint(world, this, new LaggingLists(world.Server, () => StaleBy, new InlineHandler(world.Server, Opened))));
        var options = new OperatorOptions { Namespaces = [InlineServer.Place], Settings = Samples.Settings with { TrashRetention = TimeSpan.FromMinutes(10) }, Workers = 1, LeaseNamespace = InlineServer.Place };
        runtime = new OperatorRuntime(
            new KubernetesClient(http, new KubernetesClientOptions { Time = clock }), options, world.Loggers, clock, new MetricRegistry(),
            world.Network.Handler(), new Random(world.Plan.Seed ?? 1));
        informers = runtime.Manager.Informers;
    }

    public int Number { get; }

    public ManualTimeProvider Clock { get; }

    /// <summary>Nothing of it reaches the server any more.</summary>
    public bool IsDead { get; private set; }

    /// <summary>What it died of, which the next process may feel.</summary>
    public Fault? Death { get; private set; }

    public bool IsFrozen => frozen is not null;

    /// <summary>Whether it has just gone on after standing still: what it had begun before may still reach the server.</summary>
    public bool HasThawed { get; private set; }

    /// <summary>Its requests for the lease get no answer.</summary>
    public bool LosesLease { get; set; }

    public bool Leads { get; private set; }

    /// <summary>Its first lists come from a server that lags.</summary>
    public Fault? StaleBy { get; private set; }

    public IEnumerable<WatchStream> Streams => streams.Where(stream => !stream.IsClosed);

    public IReadOnlyList<Controller> Controllers => runtime.Manager.Controllers;

    private bool IsReady => informers.All(informer => informer.HasSynced);

    /// <summary>All caches are filled and followed.</summary>
    public bool IsWatching => IsReady && Streams.Count() == informers.Count;

    /// <summary>How far it is with its caches, in words.</summary>
    public string Watching => $"{Streams.Count()} streams of {string.Join(' ', Streams.Select(stream => stream.Resource.Plural))}, lacks {string.Join(' ', informers.Where(informer => !informer.HasSynced).Select(informer => informer.Name))}";

    /// <summary>Passes that wait for an answer or a delay.</summary>
    public int Unfinished => passes.Count(pass => !pass.IsCompleted);

    /// <summary>Keys that wait for their time.</summary>
    public int Delayed => Controllers.Sum(controller => controller.Queue.Count - controller.Queue.ReadyCount);

    public void Start()
    {
        foreach (var informer in informers) _ = informer.RunAsync(stop.Token);
        if (world.Scenario.Operators == 1) (Leads, leadership) = (true, stop.Token);
        else election = runtime.Elector().RunAsync(LeadAsync, stop.Token);
    }

    /// <summary>The lists lag no longer.</summary>
    public void CatchUp() => StaleBy = null;

    public void ThrowIfDead()
    {
        if (IsDead) throw new HttpRequestException("the process is dead");
    }

    public void Die(Fault? of = null) => (IsDead, Death) = (true, of);

    /// <summary>Asks it to end in order.</summary>
    public void Stop() => stop.Cancel();

    /// <summary>Whether it was asked to end and has.</summary>
    public bool HasStopped => stop.IsCancellationRequested && Unfinished == 0 && election is null or { IsCompleted: true };

    /// <summary>Waits for what a cancellation has set free: .NET ends a cancelled delay on a thread of its own, the only one besides the world's.</summary>
    public void Settle()
    {
        if (IsDead || IsFrozen || !(stop.IsCancellationRequested || leadership.IsCancellationRequested)) return;
        SpinWait.SpinUntil(() => Unfinished == 0, Patience);
        if (leading is not { Task.IsCompleted: false } && !LosesLease) SpinWait.SpinUntil(() => election is null or { IsCompleted: true }, Patience);
    }

    /// <summary>Stands still until the world lets it go on.</summary>
    public Task FreezeAsync() => (frozen ??= new TaskCompletionSource()).Task;

    public void Thaw()
    {
        var waiting = frozen!;
        frozen = null;
        HasThawed = true;
        waiting.SetResult();
    }

    /// <summary>What it can do now.</summary>
    public IEnumerable<Action> Choices()
    {
        if (IsDead || IsFrozen) yield break;
        if (election is { IsCompleted: true })
        {
            yield return End;
            yield break;
        }

        foreach (var stream in Streams.Where(stream => stream.Next is not null && !world.Faults.Holds(this, stream)).ToList()) yield return () => Deliver(stream);
        if (leadership.IsCancellationRequested && leading is { Task.IsCompleted: false } && Controllers.All(controller => controller.Queue.ProcessingCount == 0))
        {
            yield return leading.SetResult;
            yield break;
        }

        if (!Leads || !IsReady || stop.IsCancellationRequested) yield break;
        foreach (var controller in Controllers.Where(controller => controller.Queue.ReadyCount > 0 && controller.Queue.ProcessingCount == 0))
            yield return () => Work(controller);
    }

    public void Dispose()
    {
        // Nothing of it runs by itself, so what waits is just left: cancelling it all would only cost time.
        IsDead = true;
        runtime.Dispose();
        http.Dispose();
        stop.Dispose();
    }

    private void Opened(WatchStream stream)
    {
        streams.RemoveAll(each => each.IsClosed);
        streams.Add(stream);
    }

    private void Deliver(WatchStream stream)
    {
        switch (world.Faults.AtEvent(this, stream))
        {
            case FaultKind.Drop:
                stream.Break();
                break;
            case FaultKind.Skip:
                stream.Expire();
                break;
            default:
                stream.Deliver();
                break;
        }
    }

    private void Work(Controller controller)
    {
        var taken = controller.Queue.TakeAsync(CancellationToken.None);
        passes.RemoveAll(pass => pass.IsCompleted);
        passes.Add(controller.WorkOnAsync(taken.GetAwaiter().GetResult()!, leadership));
    }

    // The leader's work lasts until its token says so and no pass is under way.
    private Task LeadAsync(CancellationToken token)
    {
        Leads = true;
        leadership = token;
        leading = new TaskCompletionSource();
        token.Register(() => Leads = false);
        return leading.Task;
    }

    // A process that has lost its lease ends, and is started again.
    private void End() => Die();
}
