using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>Status, completions and duration of a Job.</summary>
internal static class JobCells
{
    public static string Status(JsonObject job)
    {
        foreach (var (condition, text) in new[] { ("Complete", "Complete"), ("Failed", "Failed"), ("Suspended", "Suspended"), ("FailureTarget", "FailureTarget"), ("SuccessCriteriaMet", "SuccessCriteriaMet") })
        {
            if (job.ArrayAt("status", "conditions").Objects().Any(c => c.TextAt("type") == condition && c.TextAt("status") == "True"))
            {
                return text;
            }
        }

        return job.At("metadata", "deletionTimestamp") is not null ? "Terminating" : "Running";
    }

    public static string Completions(JsonObject job)
    {
        var succeeded = job.IntegerAt("status", "succeeded") ?? 0;
        if (job.IntegerAt("spec", "completions") is { } completions)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{succeeded}/{completions}");
        }

        var parallelism = job.IntegerAt("spec", "parallelism") ?? 1;
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    public static string? Duration(JsonObject job, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(job.TextAt("status", "startTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start))
        {
            return null;
        }

        var end = DateTimeOffset.TryParse(job.TextAt("status", "completionTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var done) ? done : now;
        return HumanDuration.Text(end - start);
    }
}
