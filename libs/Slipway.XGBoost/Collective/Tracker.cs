using System.Text.Json;
using Slipway.XGBoost.Native;

namespace Slipway.XGBoost.Collective;

/// <summary>Brings the processes of a training together: each tells it where it listens, and learns of the others. It runs in the background of one of them.</summary>
/// <remarks>Caveats: it speaks to workers alone. A connection from anything else, such as a probe of the port, ends it.</remarks>
public sealed class Tracker
{
    private readonly nint handle;

    private Tracker(nint handle) => this.handle = handle;

    /// <summary>Starts listening.</summary>
    /// <exception cref="XGBoostException">The address cannot be had, or the library is older than 2.1.</exception>
    public static Tracker Start(CollectiveAddress address)
    {
        XGBoostLibrary.RequireCollective();
        var host = JsonEncodedText.Encode(address.Host);
        const int byTask = 1; // the rank is the place of the task's id among all, instead of that of the host's name
        NativeCall.Check(CollectiveMethods.TrackerCreate(
            $$"""{"dmlc_communicator":"rabit","n_workers":{{address.Workers}},"host":"{{host}}","port":{{address.Port}},"timeout":{{address.Seconds}},"sortby":{{byTask}}}""", out var handle));
        NativeCall.Check(CollectiveMethods.TrackerRun(handle, "{}"));
        return new Tracker(handle);
    }

    /// <summary>Waits until every process has left, and frees the tracker.</summary>
    /// <remarks>Caveats: not to be called after a failure, when some will never leave; the end of the process is then the end of the tracker.</remarks>
    public void WaitUntilAllHaveLeft()
    {
        NativeCall.Check(CollectiveMethods.TrackerWaitFor(handle, "{}"));
        NativeCall.Check(CollectiveMethods.TrackerFree(handle));
    }
}
