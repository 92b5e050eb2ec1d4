using System.Text.Json.Nodes;
using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>A trial is on record before its Job is made and keeps its hyperparameters; what has ended stays so; never more run at once than was ever wished.</summary>
internal sealed class SearchRule(RevisionLog log) : ISafetyRule
{
    private const int MostWished = 3;
    private static readonly string[] Ends = ["Succeeded", "EarlyStopped", "Failed", "Killed"];

    public string? Change(LogRecord record, SimulatedOperator? writer)
    {
        if (writer is null) return null;
        if (record.StorageKey == "jobs.batch" && record.Kind == ChangeKind.Added && record.Current.Json.TextAt("metadata", "labels", "app.kubernetes.io/component") == "trial") return Made(record);
        return record.IsOfKind("trainingjobs") && record.Kind == ChangeKind.Modified ? Trials(record) : null;
    }

    private string? Made(LogRecord record)
    {
        var owner = record.Current.Json.ArrayAt("metadata", "ownerReferences").Objects().First().TextAt("uid");
        var search = log.List($"trainingjobs.{Api.SlipwayApi.Group}").Objects.Values.FirstOrDefault(job => job.Uid == owner)?.Json.ObjectAt("status", "search");
        // Made for an owner that had just gone it is collected.
        if (search is null) return log.List($"trainingjobs.{Api.SlipwayApi.Group}").Objects.Values.Any(job => job.Uid == owner) ? $"{record.Named()} was made before its search was on record" : null;
        var names = search.ArrayAt("trials").Objects().Select(trial => Name(search.TextAt("run")!, trial));
        return names.Contains(record.Current.Name) ? null : $"{record.Named()} was made before it was on record";
    }

    private static string? Trials(LogRecord record)
    {
        if (record.Current.Json.ObjectAt("status", "search") is not { } search) return null;
        var trials = search.ArrayAt("trials").Objects().ToList();
        if (!trials.Select(trial => trial.IntegerAt("trial")).SequenceEqual(Enumerable.Range(1, trials.Count).Select(number => (long?)number))) return $"{record.Named()}: trials are not numbered from 1 on";
        if (trials.Count(trial => State(trial) == "Running") > MostWished) return $"{record.Named()}: more trials run than may";
        if (record.Previous!.Json.ObjectAt("status", "search") is not { } before || before.TextAt("run") != search.TextAt("run")) return null;
        foreach (var (old, now) in before.ArrayAt("trials").Objects().Zip(trials.Concat(Enumerable.Repeat<JsonObject?>(null, int.MaxValue / 2))))
        {
            if (now is null) return $"{record.Named()}: trial {old.IntegerAt("trial")} is off the record";
            if (!JsonTree.Equal(old.At("parameters"), now.At("parameters"))) return $"{record.Named()}: the hyperparameters of trial {old.IntegerAt("trial")} have changed";
            if (Ends.Contains(State(old)) && State(old) != State(now)) return $"{record.Named()}: trial {old.IntegerAt("trial")} had ended and goes on";
            if (now.IntegerAt("rung") < old.IntegerAt("rung")) return $"{record.Named()}: trial {old.IntegerAt("trial")} went back to an earlier rung";
        }

        return null;
    }

    private static string Name(string run, JsonObject trial) => $"{run}-t{trial.IntegerAt("trial")}{(trial.IntegerAt("rung") is > 0 and var rung ? $"-r{rung}" : "")}";

    private static string State(JsonObject trial) => trial.TextAt("state") ?? "Running";
}
