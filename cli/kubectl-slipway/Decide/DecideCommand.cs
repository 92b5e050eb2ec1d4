using System.CommandLine;
using Slipway.Api.ModelVersions;
using Slipway.Cli.Cluster;

namespace Slipway.Cli.Decide;

/// <summary>Commands by which people decide about versions: each appends an entry in the own name to <c>spec.decisions</c>.</summary>
internal static class DecideCommand
{
    private static readonly Argument<string[]> Names = new("NAME") { Description = "Names of ModelVersions; none with -l.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Argument<string> One = new("NAME") { Description = "Name of a ModelVersion." };
    private static readonly Argument<string> Alias = new("ALIAS") { Description = "Alias such as champion or challenger." };
    private static readonly Option<string?> Reason = new("--reason", "-r") { Description = "Why." };

    public static IEnumerable<Command> All() =>
    [
        OfMany("approve", "Approves versions, for Rollouts that require it. Approvers alone.", DecisionAction.Approve),
        OfMany("reject", "Takes approvals of versions back. Approvers alone; with --reason.", DecisionAction.Reject),
        OfMany("hold", "Puts versions under legal hold: they are not deleted until released. With --reason.", DecisionAction.Hold),
        OfMany("release", "Ends the legal hold of versions.", DecisionAction.Release),
        OfMany("waive", "Lets imported models that declare themselves unevaluated be served. Approvers alone, not the importer; with --reason.", DecisionAction.WaiveEvaluation),
        OfAlias("alias", "Lets an alias point to a version, and to no other of its model from then on.", DecisionAction.SetAlias),
        OfAlias("unalias", "Takes an alias away from a version.", DecisionAction.RemoveAlias),
    ];

    private static Command OfMany(string name, string description, DecisionAction action)
    {
        var command = new Command(name, description) { Names, Reason, ClusterCommand.Place, ClusterCommand.Selector };
        command.Runs(async (cluster, arguments, cancellation) =>
        {
            var versions = await ModelVersions.ManyAsync(cluster, arguments.GetValue(Names) ?? [], arguments.GetValue(ClusterCommand.Selector), cancellation);
            return await Decision.WriteAllAsync(cluster, versions, action, null, arguments.GetValue(Reason), Console.Out, Console.Error, cancellation);
        });
        return command;
    }

    private static Command OfAlias(string name, string description, DecisionAction action)
    {
        var command = new Command(name, description) { One, Alias, Reason, ClusterCommand.Place };
        command.Runs(async (cluster, arguments, cancellation) =>
        {
            var version = await ModelVersions.OneAsync(cluster, arguments.GetValue(One)!, cancellation);
            return await Decision.WriteAllAsync(cluster, [version], action, arguments.GetValue(Alias), arguments.GetValue(Reason), Console.Out, Console.Error, cancellation);
        });
        return command;
    }
}
