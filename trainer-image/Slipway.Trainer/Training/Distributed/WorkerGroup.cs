using System.Net;
using System.Net.Sockets;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Steps;
using Slipway.XGBoost;
using Slipway.XGBoost.Collective;

namespace Slipway.Trainer.Training.Distributed;

/// <summary>The workers of a run as one of them sees them. The first also has the tracker by which they find each other.</summary>
internal sealed class WorkerGroup
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly CollectiveAddress address;
    private readonly Tracker? tracker;

    private WorkerGroup(CollectiveAddress address, int rank, Tracker? tracker)
    {
        this.address = address;
        this.tracker = tracker;
        Share = new RowShare(rank, address.Workers);
    }

    /// <summary>The rows that are this worker's.</summary>
    internal RowShare Share { get; }

    /// <summary>Finds where the workers meet; the first begins to wait for the others there.</summary>
    /// <remarks>As early as can be: whoever is connected learns at once when the first worker ends, for whatever reason.</remarks>
    internal static WorkerGroup Open(TrainSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        WorkerRules.Check(spec, context);
        var meeting = context.Meeting!;
        var address = new CollectiveAddress(Resolve(meeting, context.Clock, cancellationToken), meeting.Port, spec.Workers, meeting.Patience);
        return new WorkerGroup(address, context.Worker, context.Worker == 0 ? Explain(() => Tracker.Start(address)) : null);
    }

    /// <summary>Does work together with the other workers, which do the same. All XGBoost calls of it are on this thread.</summary>
    internal T Together<T>(Func<T> work) => Explain(() =>
    {
        Communicator.Join(address, Share.Rank);
        var done = work();
        // Only when all went well: after a failure nobody may be left to take leave of, and the process ends anyway.
        Communicator.Leave();
        tracker?.WaitUntilAllHaveLeft();
        return done;
    });

    // A worker that was lost may come again; a wrong parameter may not.
    private static T Explain<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (XGBoostException lost) when (lost.IsCollective)
        {
            throw StepException.Temporary(
                "WorkerLost", $"The other workers cannot be reached: {lost.Message}",
                $"All workers start again. If this repeats, look for the one that ended first; a worker is waited for {MeetingPlace.PatienceVariable} seconds.", lost);
        }
    }

    // The name of a pod is known to the cluster's DNS a little after the pod has its address.
    private static string Resolve(MeetingPlace meeting, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                // XGBoost's tracker speaks IPv4.
                return Dns.GetHostAddresses(meeting.Host, AddressFamily.InterNetwork)[0].ToString();
            }
            catch (SocketException unknown)
            {
                if (clock.GetElapsedTime(start) >= meeting.Patience)
                    throw StepException.Temporary("WorkerLost", $"The host of worker 0, '{meeting.Host}', has no IPv4 address: {unknown.Message}.", "See whether its pod runs and its Service is there; IPv6 alone is not enough.", unknown);
            }

            cancellationToken.WaitHandle.WaitOne(LookAgain);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
