using System.Runtime.InteropServices;

namespace Slipway.XGBoost.Native;

/// <summary>The part of XGBoost's C interface by which processes train together, from 2.1 on. A call is looked up when it is first made, so that older libraries load as ever.</summary>
internal static unsafe partial class CollectiveMethods
{
    private const string Library = NativeMethods.Library;

    [LibraryImport(Library, EntryPoint = "XGTrackerCreate", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TrackerCreate(string config, out nint tracker);

    [LibraryImport(Library, EntryPoint = "XGTrackerRun", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TrackerRun(nint tracker, string config);

    [LibraryImport(Library, EntryPoint = "XGTrackerWaitFor", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TrackerWaitFor(nint tracker, string config);

    [LibraryImport(Library, EntryPoint = "XGTrackerFree")]
    internal static partial int TrackerFree(nint tracker);

    [LibraryImport(Library, EntryPoint = "XGCommunicatorInit", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CommunicatorInit(string config);

    [LibraryImport(Library, EntryPoint = "XGCommunicatorFinalize")]
    internal static partial int CommunicatorFinalize();

    [LibraryImport(Library, EntryPoint = "XGCommunicatorGetRank")]
    internal static partial int CommunicatorRank();

    [LibraryImport(Library, EntryPoint = "XGCommunicatorGetWorldSize")]
    internal static partial int CommunicatorWorldSize();

    [LibraryImport(Library, EntryPoint = "XGCommunicatorBroadcast")]
    internal static partial int CommunicatorBroadcast(byte* buffer, nuint size, int root);
}
