namespace Slipway.Kubernetes.Metrics;

/// <summary>The metrics of a work queue, under the names that dashboards for controllers know.</summary>
public sealed class WorkQueueMetrics
{
    private static readonly double[] Buckets = Histogram.Exponential(10e-9, 10, 12);

    /// <summary>Makes the series of a queue, all at zero.</summary>
    /// <param name="registry">Where they are registered.</param>
    /// <param name="controller">Name of the controller; the queue has the same.</param>
    public WorkQueueMetrics(MetricRegistry registry, string controller)
    {
        depth = registry.Gauge("workqueue_depth", "Current depth of workqueue by priority", "name", "controller", "priority");
        name = controller;
        Adds = registry.Counter("workqueue_adds_total", "Total number of adds handled by workqueue", "name", "controller").With(name, name);
        Retries = registry.Counter("workqueue_retries_total", "Total number of retries handled by workqueue", "name", "controller").With(name, name);
        QueueDuration = registry.Histogram("workqueue_queue_duration_seconds", "How long an item stays in workqueue before being requested", Buckets, "name", "controller")
            .With(name, name);
        WorkDuration = registry.Histogram("workqueue_work_duration_seconds", "How long processing an item from workqueue takes", Buckets, "name", "controller").With(name, name);
        Unfinished = registry.Gauge("workqueue_unfinished_work_seconds", "How much work is in progress and not yet observed by work_duration", "name", "controller").With(name, name);
        LongestRunning = registry.Gauge("workqueue_longest_running_processor_seconds", "How long the longest running processor has been running", "name", "controller")
            .With(name, name);
        Depth(0).Set(0);
        Registry = registry;
    }

    private readonly MetricFamily<Gauge> depth;
    private readonly string name;
    private readonly HashSet<int> priorities = [];

    internal Counter Adds { get; }

    internal Counter Retries { get; }

    internal Histogram QueueDuration { get; }

    internal Histogram WorkDuration { get; }

    internal Gauge Unfinished { get; }

    internal Gauge LongestRunning { get; }

    internal MetricRegistry Registry { get; }

    internal Gauge Depth(int priority)
    {
        lock (priorities)
        {
            var known = priorities.Contains(priority) || (priorities.Count < 25 && priorities.Add(priority));
            var label = known ? priority.ToString(System.Globalization.CultureInfo.InvariantCulture) : "exceeded_cardinality_limit";
            return depth.With(name, name, label);
        }
    }
}
