using System.Text.Json.Nodes;
using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>What is on record stays: models, versions of data, ended runs; a version number is given out once.</summary>
internal sealed class RecordRule : ISafetyRule
{
    // Which run a version of a TrainingJob belongs to, over the whole story: a status lists only the newest runs.
    private readonly Dictionary<string, string> runOfVersion = new(StringComparer.Ordinal);

    public string? Change(LogRecord record, SimulatedOperator? writer)
    {
        if (writer is null || record.Kind != ChangeKind.Modified) return null;
        if (record.IsOurs() && !JsonTree.Equal(record.Current.Json.At("spec"), record.Previous!.Json.At("spec")))
            return $"{record.Named()}: the operator changed a spec";
        if (record.IsOfKind("trainingjobs")) return Runs(record);
        return record.IsOfKind("datasets") ? Versions(record) : null;
    }

    private string? Runs(LogRecord record)
    {
        var runs = record.Current.Json.ArrayAt("status", "runs").Objects().ToList();
        if (runs.Select(run => run.TextAt("version")).Distinct().Count() != runs.Count) return $"{record.Named()}: two runs make the same version";
        if (record.Current.Json.IntegerAt("status", "lastVersion") < record.Previous!.Json.IntegerAt("status", "lastVersion")) return $"{record.Named()}: lastVersion went back";
        if (runs.Count(run => run.TextAt("state") is null or "Running") > 1) return $"{record.Named()}: two runs are under way at once";
        foreach (var run in runs)
        {
            if (runs.FirstOrDefault(other => other != run && other.TextAt("state") is "Failed" or "Succeeded" && Asks(other) == Asks(run)) is { } ended)
                return $"{record.Named()}: run {run.TextAt("name")} repeats {ended.TextAt("name")}, which has ended, and nothing was changed";
            var version = $"{record.Current.Uid}/{run.TextAt("version")}";
            var owner = run.TextAt("name")!;
            if (runOfVersion.TryGetValue(version, out var first) && first != owner) return $"{record.Named()}: version {run.TextAt("version")} was given out before";
            runOfVersion[version] = owner;
            var before = record.Previous.Json.ArrayAt("status", "runs").Objects().FirstOrDefault(each => each.TextAt("name") == run.TextAt("name"));
            if (before is null) continue;
            if (before.TextAt("state") is "Succeeded" or "Failed" && before.TextAt("state") != run.TextAt("state")) return $"{record.Named()}: run {run.TextAt("name")} had ended and goes on";
            if (!JsonTree.Equal(before.At("dataset"), run.At("dataset")) || before.TextAt("configurationDigest") != run.TextAt("configurationDigest"))
                return $"{record.Named()}: the pins of run {run.TextAt("name")} have changed";
        }

        return null;
    }

    private static (string?, string?, string?) Asks(JsonObject run) => (run.TextAt("configurationDigest"), run.TextAt("runDigest"), run.TextAt("refresh"));

    // What a version may hold is found out later.
    private static JsonObject Unmarked(JsonObject version)
    {
        var copy = (JsonObject)version.DeepClone();
        copy.Remove("holdsDeleted");
        return copy;
    }

    private static string? Versions(LogRecord record)
    {
        var versions = record.Current.Json.ArrayAt("status", "versions").Objects().ToList();
        if (versions.Select(version => version.TextAt("digest")).Distinct().Count() != versions.Count) return $"{record.Named()}: a version is listed twice";
        foreach (var before in record.Previous!.Json.ArrayAt("status", "versions").Objects())
        {
            var now = versions.FirstOrDefault(version => version.TextAt("digest") == before.TextAt("digest"));
            if (now is not null && !JsonTree.Equal(Unmarked(now), Unmarked(before))) return $"{record.Named()}: version {before.TextAt("shortDigest")} has changed";
        }

        return null;
    }
}
