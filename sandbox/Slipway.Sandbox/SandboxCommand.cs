using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox;

/// <summary>The command line: <c>slipway-sandbox --image slipway/trainer="dotnet Slipway.Trainer.dll" --kubeconfig kubeconfig</c>.</summary>
internal static class SandboxCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "Port of the API server; 0 chooses a free one.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> DataDir = new("--data-dir") { Description = "Folder in which the state is kept; without it the state is gone when the sandbox ends." };
    private static readonly Option<string> Kubeconfig = new("--kubeconfig") { Description = "Where to write the kubeconfig.", DefaultValueFactory = _ => "kubeconfig" };
    private static readonly Option<string[]> Image = new("--image") { Description = "Program that stands for an image: name=\"command arguments\". May be repeated.", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> Capacity = new("--capacity") { Description = "What the node has: resource=quantity, as nvidia.com/gpu=1 or memory=8Gi. May be repeated, or parted by commas.", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> NodeLabel = new("--node-label") { Description = "Label of the node: key=value. May be repeated.", DefaultValueFactory = _ => [] };
    private static readonly Option<double> JobRetry = new("--job-retry-seconds") { Description = "Wait before a job's first failed pod is replaced; doubles with each failure.", DefaultValueFactory = _ => 10 };

    public static Task<int> RunAsync(string[] args)
    {
        foreach (var option in new Option<string[]>[] { Image, Capacity, NodeLabel })
        {
            option.Validators.Add(CheckPairs);
        }

        var command = new RootCommand("A Kubernetes-compatible API server and node in one process, for trying out Slipway and for tests.")
        {
            Port, DataDir, Kubeconfig, Image, Capacity, NodeLabel, JobRetry,
        };
        command.SetAction(RunAsync);
        // Time for pods to end politely before the process does.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
    }

    private static void CheckPairs(OptionResult option)
    {
        try
        {
            CommandLineText.Pairs(option.Option.Name, Split(option.Option, option.Tokens.Select(token => token.Value)));
        }
        catch (FormatException wrong)
        {
            option.AddError(wrong.Message);
        }
    }

    // A command may hold commas, a quantity or label cannot.
    private static IEnumerable<string> Split(Option option, IEnumerable<string> values) =>
        option == Image ? values : values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        await using var sandbox = await SandboxCluster.StartAsync(new SandboxClusterOptions
        {
            Server = new SandboxServerOptions { Port = arguments.GetValue(Port), DataFolder = arguments.GetValue(DataDir) },
            Kubeconfig = arguments.GetValue(Kubeconfig),
            Images = Pairs(arguments, Image).ToDictionary(image => image.Key, image => CommandLineText.Words(image.Value), StringComparer.Ordinal),
            Capacity = Pairs(arguments, Capacity),
            NodeLabels = Pairs(arguments, NodeLabel),
            JobRetryDelay = TimeSpan.FromSeconds(arguments.GetValue(JobRetry)),
        }, cancellation);
        Console.WriteLine($"The sandbox listens on {sandbox.Server.BaseAddress}");
        Console.WriteLine($"export KUBECONFIG={sandbox.Kubeconfig}");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static IReadOnlyDictionary<string, string> Pairs(ParseResult arguments, Option<string[]> option) =>
        CommandLineText.Pairs(option.Name, Split(option, arguments.GetValue(option)!));
}
