using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.Node.Pods;

namespace Slipway.Sandbox.Node.Logs;

/// <summary>Gives the API server the logs of the node's containers.</summary>
internal sealed class NodeLogs(NodeFolders folders, PodManager pods) : IPodLogs
{
    public async Task CopyAsync(PodLogRequest request, Stream output, CancellationToken cancellation)
    {
        var worker = pods.FindByName(request.Namespace, request.Pod);
        var runner = worker?.Runners.FirstOrDefault(candidate => candidate.Name == request.Container);
        var folder = worker is null ? null : folders.Logs(worker.Uid, request.Container);
        var runs = folder is not null && Directory.Exists(folder) ? Directory.GetFiles(folder).Order(new RunOrder()).ToList() : [];
        var wanted = request.Previous ? runs.Count - 2 : runs.Count - 1;
        if (wanted < 0)
        {
            throw new PodLogException(request.Previous
                ? $"previous terminated container \"{request.Container}\" in pod \"{request.Pod}\" not found"
                : $"container \"{request.Container}\" in pod \"{request.Pod}\" is waiting to start: {Reason(runner)}");
        }

        // A log of an earlier run, and any log of a pod that runs no more, has ended already.
        var ended = request.Previous || runner is null ? Task.CompletedTask : runner.CurrentRun;
        var query = new LogQuery
        {
            Follow = request.Follow,
            Since = request.SinceTime,
            Tail = request.TailLines,
            LimitBytes = request.LimitBytes,
            Timestamps = request.Timestamps,
        };
        await ContainerLogReader.CopyAsync(runs[wanted], query, ended, output, cancellation);
    }

    private static string Reason(ContainerRunner? runner) => runner?.Snapshot.State.Waiting?.Reason ?? "ContainerCreating";

    private sealed class RunOrder : IComparer<string>
    {
        public int Compare(string? x, string? y) => Number(x).CompareTo(Number(y));

        private static int Number(string? path) =>
            int.Parse(Path.GetFileNameWithoutExtension(path.AsSpan()), System.Globalization.CultureInfo.InvariantCulture);
    }
}
