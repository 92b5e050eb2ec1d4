using System.Globalization;
using System.Text.Json;
using Slipway.XGBoost.Native;

namespace Slipway.XGBoost.Collective;

/// <summary>The processes that train together, as one of them sees them. Between joining and leaving, matrices and boosters of this thread are shared with the others.</summary>
/// <remarks>
/// <para>Assumptions: every process makes the same matrices and the same rounds in the same order, each with rows of its own; from joining to leaving on one thread, since XGBoost keeps
/// the group with the thread.</para>
/// <para>Guarantees: when another process ends before it leaves, the call that waits for it fails with <see cref="XGBoostException.IsCollective"/> set.</para>
/// </remarks>
public static class Communicator
{
    /// <summary>Waits for all others and joins them.</summary>
    /// <param name="address">Where they meet.</param>
    /// <param name="rank">Which of them this process is, from 0.</param>
    /// <exception cref="XGBoostException">They did not all come in time, or the library is older than 2.1.</exception>
    public static void Join(CollectiveAddress address, int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, address.Workers);
        XGBoostLibrary.RequireCollective();
        // Ids are sorted as texts.
        var task = rank.ToString("D6", CultureInfo.InvariantCulture);
        NativeCall.Check(CollectiveMethods.CommunicatorInit(
            $$"""{"dmlc_communicator":"rabit","dmlc_tracker_uri":"{{JsonEncodedText.Encode(address.Host)}}","dmlc_tracker_port":{{address.Port}},"dmlc_task_id":"{{task}}","dmlc_retry":{{address.Tries}},"dmlc_timeout":{{address.Seconds}}}"""));
        var (given, world) = (CollectiveMethods.CommunicatorRank(), CollectiveMethods.CommunicatorWorldSize());
        if (given != rank || world != address.Workers)
            throw new XGBoostException($"Worker {rank} of {address.Workers} was taken for worker {given} of {world}: two have the same number, or another training uses {address.Host}:{address.Port}.") { IsCollective = true };
    }

    /// <summary>Gives what the first process has in <paramref name="bytes"/> to all others.</summary>
    public static unsafe void Broadcast(Span<byte> bytes)
    {
        fixed (byte* first = bytes) NativeCall.Check(CollectiveMethods.CommunicatorBroadcast(first, (nuint)bytes.Length, root: 0));
    }

    /// <summary>Leaves the others, which have to leave as well; from then on matrices and boosters are this process's own.</summary>
    public static void Leave() => NativeCall.Check(CollectiveMethods.CommunicatorFinalize());
}
