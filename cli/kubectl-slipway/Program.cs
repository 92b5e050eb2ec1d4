using System.CommandLine;
using Slipway.Cli.Lineage;

var root = new RootCommand("Questions about Slipway's objects that kubectl alone does not answer. Installed as kubectl-slipway, it is kubectl slipway.")
{
    LineageCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
