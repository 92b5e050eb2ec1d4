using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.LeaderElection;

/// <summary>Lets one of several processes work, by a lease that it must keep renewing.</summary>
/// <remarks>
/// <para>Guarantees: only monotonic time counts, so no clock that is wrong or steps makes two leaders. A leader that cannot renew within the renew
/// deadline is told before any other candidate may take over. After a graceful end the lease is released, and the next one leads within seconds.</para>
/// <para>Assumptions: clocks run at about the same speed; the process ends when <see cref="LeadershipLostException"/> is thrown.</para>
/// <para>Caveats: a request that was on its way when the process froze may arrive after another leads; where that would do harm, send
/// <see cref="Term"/> along as a fencing token. Ask <see cref="MayAct"/> before a write, and no further one follows.</para>
/// </remarks>
public sealed partial class LeaderElector
{
    private const double JitterFactor = 1.2;

    private readonly IKubernetesClient client;
    private readonly LeaderElectionOptions options;
    private readonly ILogger logger;
    private readonly LeaseObservation observed;
    private readonly Gauge leads;
    private readonly Counter slowPath;
    private long renewedAt;

    /// <summary>Makes a candidate.</summary>
    /// <exception cref="ArgumentException">The durations do not fit each other.</exception>
    public LeaderElector(IKubernetesClient client, LeaderElectionOptions options, ILogger<LeaderElector>? logger = null)
    {
        if (options.LeaseDuration <= options.RenewDeadline)
            throw new ArgumentException($"lease duration {options.LeaseDuration} must be longer than the renew deadline {options.RenewDeadline}", nameof(options));
        if (options.RenewDeadline <= options.RetryPeriod * JitterFactor)
            throw new ArgumentException($"renew deadline {options.RenewDeadline} must be longer than {JitterFactor} times the retry period {options.RetryPeriod}", nameof(options));
        this.client = client;
        this.options = options;
        this.logger = logger ?? NullLogger<LeaderElector>.Instance;
        observed = new LeaseObservation(options.Time);
        leads = options.Metrics.Gauge("leader_election_master_status", "Whether this process leads", "name").With(options.LeaseName);
        slowPath = options.Metrics.Counter("leader_election_slowpath_total", "Renewals that had to read the lease first", "name").With(options.LeaseName);
    }

    /// <summary>True while this process leads.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>Whether this process leads for certain: it has renewed within the renew deadline, so nobody else may lead yet.</summary>
    /// <remarks>To be asked before each write. A process that stood still finds out by it at once, before any timer tells it.</remarks>
    public bool MayAct => IsLeader && options.Time.GetElapsedTime(Interlocked.Read(ref renewedAt)) < options.RenewDeadline;

    /// <summary>Identity of the leader as last seen; "" if there is none.</summary>
    public string Leader => observed.Holder;

    /// <summary>Number of changes of leadership so far; grows with each, so it tells an old leader's work from a new one's.</summary>
    public int Term => observed.Lease?.Spec?.LeaseTransitions ?? 0;

    /// <summary>Waits to be elected, then runs <paramref name="lead"/> until it ends, and releases the lease.</summary>
    /// <param name="lead">The work of a leader; its token is cancelled when the leadership is lost or the process is to stop.</param>
    /// <param name="cancellationToken">Stops waiting, or asks the work to end; the lease is renewed until it has.</param>
    /// <exception cref="LeadershipLostException">The lease could not be renewed in time. The work is not waited for.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        await AcquireAsync(cancellationToken);
        Lead(true);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopRenewing = new CancellationTokenSource();
        var renewing = RenewAsync(stopRenewing.Token);
        var work = WorkAsync(lead, leading.Token);

        if (await Task.WhenAny(work, renewing) == renewing)
        {
            Lead(false);
            // Whoever works is told before anything else happens here: another may begin at any moment.
            leading.Cancel();
            await renewing;
        }

        stopRenewing.Cancel();
        await renewing;
        Lead(false);
        await ReleaseAsync();
        await work;
    }

    // A work that fails at once fails like one that fails later.
    private static async Task WorkAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken) => await lead(cancellationToken);

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        LogWaiting(options.Identity, options.LeaseName);
        while (!await TryAcquireOrRenewAsync(options.RenewDeadline, cancellationToken))
            await Task.Delay(UntilNextLook(), options.Time, cancellationToken);
        LogLeads(options.Identity, options.LeaseName, Term);
    }

    // A release is found by looking often; an end without one by looking at the moment from which it counts.
    private TimeSpan UntilNextLook()
    {
        var pause = options.LookPeriod * (1 + (0.5 * options.Random.NextDouble()));
        return observed.Left > TimeSpan.Zero ? Shorter(pause, observed.Left + TimeSpan.FromMilliseconds(1)) : pause;
    }

    /// <summary>Renews until it is stopped; fails once the deadline has passed since the last success.</summary>
    private async Task RenewAsync(CancellationToken stop)
    {
        while (true)
        {
            // Neither the pause nor the request may outlast the deadline: from then on another candidate may be about to take over.
            var left = options.RenewDeadline - options.Time.GetElapsedTime(renewedAt);
            if (left <= TimeSpan.Zero)
                throw new LeadershipLostException($"lease {options.Namespace}/{options.LeaseName} could not be renewed for {options.RenewDeadline}");
            try
            {
                var pause = Shorter(options.RetryPeriod, left);
                await Task.Delay(pause, options.Time, stop);
                if (left > pause) await TryAcquireOrRenewAsync(left - pause, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            if (observed.Lease is not null && observed.Holder != options.Identity)
                throw new LeadershipLostException($"lease {options.Namespace}/{options.LeaseName}: '{observed.Holder}' leads now");
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private async Task<bool> TryAcquireOrRenewAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        // Half the deadline leaves time for a second try.
        var half = options.RenewDeadline / 2 > TimeSpan.FromSeconds(1) ? options.RenewDeadline / 2 : TimeSpan.FromSeconds(1);
        using var timeout = new CancellationTokenSource(Shorter(half, left), options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var start = options.Time.GetTimestamp();
        try
        {
            if (!await StepAsync(both.Token)) return false;
            // Counted from before the request: others may have seen the new record as early as that.
            Interlocked.Exchange(ref renewedAt, start);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whether the write was done is not known, so the next try reads first.
            observed.Doubt();
            LogFailed(options.LeaseName, failure.Message);
            return false;
        }
    }

    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (IsLeader && observed is { IsDoubtful: false, Lease: { } known } && observed.Holder == options.Identity)
        {
            try
            {
                observed.See(await client.ReplaceLeaseAsync(Renewed(known), cancellationToken));
                return true;
            }
            catch (KubernetesException conflict) when (conflict.IsConflict || conflict.IsNotFound)
            {
                slowPath.Add();
            }
        }

        var found = await client.GetAsync(BuiltIn.Leases, new NamespacedName(options.Namespace, options.LeaseName), cancellationToken);
        if (found is null)
        {
            observed.See(await client.CreateAsync(BuiltIn.Leases, New(), null, cancellationToken));
            return true;
        }

        observed.See(found);
        if (observed.Holder != options.Identity && !observed.HasExpired) return false;
        observed.See(await client.ReplaceLeaseAsync(observed.Holder == options.Identity ? Renewed(found) : TakenOver(found), cancellationToken));
        return true;
    }

    private async Task ReleaseAsync()
    {
        if (observed.Lease is not { } held || observed.Holder != options.Identity) return;
        var now = options.Time.GetUtcNow();
        var released = held with { Spec = held.Spec! with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now } };
        try
        {
            using var timeout = new CancellationTokenSource(options.RenewDeadline / 2, options.Time);
            observed.See(await client.ReplaceLeaseAsync(released, timeout.Token));
            LogReleased(options.Identity, options.LeaseName);
        }
        catch (Exception failure)
        {
            // The others take over a little later, when the record has stood still for its duration.
            LogFailed(options.LeaseName, failure.Message);
        }
    }

    private Lease New() => new()
    {
        Metadata = new ObjectMeta { Namespace = options.Namespace, Name = options.LeaseName },
        Spec = Record(transitions: 0),
    };

    private Lease TakenOver(Lease lease) => lease with { Spec = Record((lease.Spec?.LeaseTransitions ?? 0) + 1) };

    private Lease Renewed(Lease lease) => lease with
    {
        Spec = lease.Spec! with { RenewTime = options.Time.GetUtcNow(), LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds },
    };

    private LeaseSpec Record(int transitions) => new()
    {
        HolderIdentity = options.Identity,
        LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
        AcquireTime = options.Time.GetUtcNow(),
        RenewTime = options.Time.GetUtcNow(),
        LeaseTransitions = transitions,
    };

    private void Lead(bool does)
    {
        IsLeader = does;
        leads.Set(does ? 1 : 0);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} waits for the lease {Lease}")]
    private partial void LogWaiting(string identity, string lease);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads by the lease {Lease}, term {Term}")]
    private partial void LogLeads(string identity, string lease, int term);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} has released the lease {Lease}")]
    private partial void LogReleased(string identity, string lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Lease} could not be read or written: {Reason}")]
    private partial void LogFailed(string lease, string reason);
}
