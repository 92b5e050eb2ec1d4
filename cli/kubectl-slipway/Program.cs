using System.CommandLine;
using Slipway.Cli.Compare;
using Slipway.Cli.Decide;
using Slipway.Cli.Lineage;
using Slipway.Cli.Trash;

var root = new RootCommand("Questions about Slipway's objects that kubectl alone does not answer, and decisions about models. Installed as kubectl-slipway, it is kubectl slipway.")
{
    LineageCommand.Create(),
    CompareCommand.Create(),
};
foreach (var command in DecideCommand.All().Concat(TrashCommand.All())) root.Subcommands.Add(command);
return await root.Parse(args).InvokeAsync();
