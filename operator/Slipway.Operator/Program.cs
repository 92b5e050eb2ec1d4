using System.CommandLine;
using Slipway.Operator.Hosting;

var root = new RootCommand("Slipway takes models from data to production on Kubernetes.") { RunCommand.Create(), CrdsCommand.Create() };

// Passes under way end before the process does; Kubernetes gives it 30 seconds.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(25) });
