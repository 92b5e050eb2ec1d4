using System.Runtime.InteropServices;
using Slipway.Contracts.Steps;
using Slipway.Storage;

namespace Slipway.Trainer.Steps;

/// <summary>The process around a step: signals in, exit code out.</summary>
internal static class StepProcess
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var name] || StepCatalogue.Find(name) is not { } step)
        {
            var names = string.Join(", ", StepCatalogue.Steps.Select(known => known.Name));
            await Console.Error.WriteLineAsync($"Usage: trainer <command> with SLIPWAY_SPEC naming the specification file. Commands: {names}.");
            return StepExitCode.Invalid;
        }

        using var stop = new CancellationTokenSource();
        // The kubelet sends SIGTERM and waits; the step ends tidily and says that it was stopped.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var store = new ObjectStores();
        var runner = new StepRunner(StepEnvironment.FromProcess(), store, Console.Out, Console.Error, TimeProvider.System);
        return await runner.RunAsync(step, stop.Token);
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
