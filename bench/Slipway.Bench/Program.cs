using Slipway.Bench;
using Slipway.Bench.Caching;
using Slipway.Bench.Cluster;
using Slipway.Bench.Features;
using Slipway.Bench.Lifecycle;
using Slipway.Bench.Reconciling;
using Slipway.Bench.Serving;
using Slipway.Bench.Snapshots;
using Slipway.Bench.Training;
using Slipway.Bench.Writes;

// Each bench prints one line of JSON; without a name all run.
var benches = new Dictionary<string, Func<Task<BenchResult>>>(StringComparer.Ordinal)
{
    [TrainStepBench.Name] = TrainStepBench.RunAsync,
    [TrainVsPythonBench.Name] = TrainVsPythonBench.RunAsync,
    [EvaluateRowsBench.Name] = EvaluateRowsBench.RunAsync,
    ["serve-single-row"] = SingleRowBench.RunAsync,
    ["serve-batch256"] = BatchBench.RunAsync,
    [ReconcileWritesBench.Name] = ReconcileWritesBench.RunAsync,
    [ReconcileNoopBench.Name] = ReconcileNoopBench.RunAsync,
    [EventLatencyBench.Name] = EventLatencyBench.RunAsync,
    [CacheMemoryBench.Name] = CacheMemoryBench.RunAsync,
    [ReconnectGrowthBench.Name] = ReconnectGrowthBench.RunAsync,
    [ColdStartBench.Name] = ColdStartBench.RunAsync,
    [FailoverBench.Name] = FailoverBench.RunAsync,
    [AsOfJoinBench.Name] = AsOfJoinBench.RunAsync,
    [FeatureLookupBench.Name] = FeatureLookupBench.RunAsync,
    [EventWindowsBench.Name] = EventWindowsBench.RunAsync,
    [SnapshotCsvBench.Name] = SnapshotCsvBench.RunAsync,
    [SnapshotVsPandasBench.Name] = SnapshotVsPandasBench.RunAsync,
};

if (args is [EmptyEndpoint.Command, var port])
{
    await EmptyEndpoint.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is [ApiServerCommand.Name, var kubeconfig])
{
    await ApiServerCommand.RunAsync(kubeconfig);
    return 0;
}

if (args.FirstOrDefault(name => !benches.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"unknown bench \"{unknown}\"; there are {string.Join(", ", benches.Keys)}");
    return 2;
}

foreach (var name in args.Length > 0 ? args : [.. benches.Keys]) Console.WriteLine((await benches[name]()).ToJson(name));
return 0;
