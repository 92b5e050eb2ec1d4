using System.Globalization;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Operator.Prometheus;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>Makes the queries of triggers that are due.</summary>
/// <param name="prometheus">How they are made.</param>
/// <param name="address">Prometheus to ask where a trigger names none.</param>
internal sealed class QueryReader(IPrometheusClient prometheus, Uri address)
{
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(15);
    private const int MostSteps = 120;

    /// <summary>What the queries gave, by the names of the triggers. None is made while a run goes on, which nothing could be added to.</summary>
    public async Task<IReadOnlyDictionary<string, QueryReading>> ReadAsync(TrainingJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var readings = new Dictionary<string, QueryReading>();
        var runs = job.Status?.Runs ?? [];
        var ended = runs.Count > 0 ? runs[0].FinishedAt : null;
        List<Trigger> due = [.. (job.Spec.Triggers ?? []).Where(trigger => Of(trigger) is { } query && Queries.IsDue(query, job.Status?.Triggers?.FirstOrDefault(each => each.Name == trigger.Name), ended, now))];
        if (due.Count == 0 || runs.Any(run => run.State == RunState.Running) || TrainingJobValidation.Validate(job.Spec).Count > 0) return readings;
        foreach (var trigger in due) readings[trigger.Name] = await ReadAsync(Of(trigger)!, now, cancellationToken);
        return readings;
    }

    private static QueryTrigger? Of(Trigger trigger) => trigger.Drift ?? trigger.Performance;

    private async Task<QueryReading> ReadAsync(QueryTrigger query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var server = query.PrometheusAddress is { } named ? new Uri(named.TrimEnd('/') + "/") : address;
        var (steps, step) = Grid(query.For?.Value ?? TimeSpan.Zero);
        try
        {
            var series = await prometheus.EvaluateAsync(server, query.Query, now - (steps * step), now, step, cancellationToken);
            return Judge(query, series, now, step, server);
        }
        catch (PrometheusException failure)
        {
            return new QueryReading(null, null, TriggerVerdict.QueryFailedReason, failure.Message);
        }
    }

    private static (int Steps, TimeSpan Step) Grid(TimeSpan period)
    {
        if (period == TimeSpan.Zero) return (0, ShortestStep);
        var step = TimeSpan.FromSeconds(Math.Max(ShortestStep.TotalSeconds, Math.Ceiling(period.TotalSeconds / MostSteps)));
        return ((int)Math.Ceiling(period / step), step);
    }

    private static QueryReading Judge(QueryTrigger query, IReadOnlyList<SampleSeries> series, DateTimeOffset now, TimeSpan step, Uri server)
    {
        if (series.Count > 1)
        {
            return new QueryReading(null, null, TriggerVerdict.QueryFailedReason, string.Create(
                CultureInfo.InvariantCulture, $"the query gives {series.Count} series and one number is needed; put an aggregation such as max(...) around it"));
        }

        if (series.Count == 0 || series[0].Samples is not [.., var last] || now - last.Time >= step || !double.IsFinite(last.Value))
        {
            return new QueryReading(null, null, TriggerVerdict.NoDataReason,
                $"Prometheus at {server} has no number now; see whether the metric is there and still scraped, and try the query there");
        }

        return new QueryReading(last.Value, query.For is null ? null : OutSince(query, series[0].Samples, step));
    }

    // A hole in the samples ends the period: nobody knows what the value was.
    private static DateTimeOffset? OutSince(QueryTrigger query, IReadOnlyList<Sample> samples, TimeSpan step)
    {
        DateTimeOffset? since = null;
        foreach (var sample in samples.Reverse())
        {
            if (!Queries.IsOut(query, sample.Value) || since - sample.Time > 1.5 * step) return since;
            since = sample.Time;
        }

        return since;
    }
}
