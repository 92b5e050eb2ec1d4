using System.Text.Json.Nodes;
using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>No Job deletes the files of a version that something uses when the Job is made; a dataset's snapshots and collections never run together.</summary>
internal sealed class CollectionRule(RevisionLog log) : ISafetyRule
{
    public string? Change(LogRecord record, SimulatedOperator? writer)
    {
        if (writer is null || record.StorageKey != "jobs.batch" || record.Kind != ChangeKind.Added) return null;
        var step = Step(record.Current);
        if (step is not ("collect" or "snapshot")) return null;
        var other = step == "collect" ? "snapshot" : "collect";
        if (Jobs().FirstOrDefault(job => Step(job) == other && Owner(job) == Owner(record.Current) && !job.IsTerminating && !job.Conditions().Any()) is { } running)
            return $"{record.Named()} begins while {running.Name} runs";
        if (step == "snapshot") return null;

        var used = Used().ToHashSet();
        var versions = JsonNode.Parse(log.Find("configmaps", InlineServer.Place, record.Current.Name)!.Json.TextAt("data", "spec.json")!)!.ArrayAt("versions").Objects();
        return versions.Select(version => version.TextAt("digest")).FirstOrDefault(used.Contains) is { } wrong ? $"{record.Named()} deletes version {wrong}, which is used" : null;
    }

    private IEnumerable<string?> Used()
    {
        foreach (var job in Of("trainingjobs"))
        {
            foreach (var run in job.ArrayAt("status", "runs").Objects().Where(run => run.TextAt("state") is null or "Running"))
                yield return run.TextAt("dataset", "digest");
        }

        foreach (var model in Of("modelversions")) yield return model.TextAt("spec", "provenance", "datasetDigest");
        foreach (var dataset in Of("datasets"))
        {
            yield return dataset.TextAt("status", "current", "digest");
            foreach (var version in dataset.ArrayAt("status", "versions").Objects())
            {
                yield return version.TextAt("digest");
                foreach (var parent in version.ArrayAt("parents").Objects()) yield return parent.TextAt("digest");
            }

            if (dataset.At("status", "lastSnapshot", "finishedAt") is not null) continue;
            foreach (var read in dataset.ArrayAt("status", "lastSnapshot", "reads").Objects()) yield return read.TextAt("digest");
        }
    }

    private IEnumerable<JsonObject> Of(string plural) => log.List($"{plural}.{Api.SlipwayApi.Group}").Objects.Values.Select(each => each.Json);

    private IEnumerable<StoredObject> Jobs() => log.List("jobs.batch").Objects.Values;

    private static string? Step(StoredObject job) => job.Json.TextAt("metadata", "labels", "app.kubernetes.io/component");

    private static string? Owner(StoredObject job) => job.Json.ArrayAt("metadata", "ownerReferences").Objects().FirstOrDefault()?.TextAt("uid");
}
