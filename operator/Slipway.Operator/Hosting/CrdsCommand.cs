using System.CommandLine;
using Slipway.Api.Crds;

namespace Slipway.Operator.Hosting;

/// <summary><c>slipway-operator crds FOLDER</c>: writes the CustomResourceDefinitions.</summary>
internal static class CrdsCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Where to write them." };
        var command = new Command("crds", "Write the CustomResourceDefinitions of the five kinds as YAML.") { folder };
        command.SetAction(arguments =>
        {
            foreach (var path in CustomResourceDefinitions.WriteTo(arguments.GetValue(folder)!)) Console.WriteLine(path);
        });
        return command;
    }
}
