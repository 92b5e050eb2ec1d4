using System.Diagnostics;
using Slipway.Demo;
using Slipway.Demo.Story;
using Spectre.Console;

// slipway-demo <repository> <folder> [--keep | --card]
if (args is not [var repository, var folder, .. var flags] || flags.Any(flag => flag is not ("--keep" or "--card")))
{
    Console.Error.WriteLine("usage: Slipway.Demo <repository> <folder> [--keep | --card]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

if (Console.IsOutputRedirected)
{
    // A file wants neither colours nor the width of a terminal that is not there.
    AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
    AnsiConsole.Profile.Width = 160;
}

var options = new DemoOptions { Keep = flags.Contains("--keep") };
var folders = new DemoFolders(Path.GetFullPath(repository), folder);
var clock = Stopwatch.StartNew();
await using var demo = new YarnDemo(folders, options);
try
{
    var board = new Board(demo);
    if (flags.Contains("--card"))
    {
        await board.ShowAsync(refresh => demo.RunDataAsync(refresh, stop.Token));
        Console.WriteLine($"The data card: {demo.DataCard}");
        return 0;
    }

    await board.ShowAsync(refresh => demo.RunAsync(refresh, stop.Token));
    await Ending.PrintAsync(demo, stop.Token);
    var faults = Ending.Faults(demo);
    foreach (var fault in faults) Console.Error.WriteLine($"demo: {fault}");
    if (faults.Count > 0) return 1;
    Console.WriteLine($"The whole path took {clock.Elapsed.TotalSeconds:0} s.");
    if (options.Keep) Farewell.Print(demo, folders);
    return 0;
}
catch (DemoException failure)
{
    Console.Error.WriteLine($"demo: {failure.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
