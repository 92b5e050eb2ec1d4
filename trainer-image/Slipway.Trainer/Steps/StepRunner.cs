using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Steps.Progress;

namespace Slipway.Trainer.Steps;

/// <summary>Runs one step from its specification to its result: outputs first, <c>result.json</c> last, then the termination message.</summary>
internal sealed class StepRunner(StepEnvironment environment, IObjectStore store, TextWriter output, TextWriter errors, TimeProvider clock)
{
    public async Task<int> RunAsync(IStep step, CancellationToken cancellationToken)
    {
        StepResult result;
        await using (PulseWriter.Start(environment.TerminationLog, errors, clock)) result = await RunToResultAsync(step, cancellationToken);
        if (result.Error is { } error)
            await errors.WriteLineAsync($"{step.Name}: {error.Reason}: {error.Message} {error.Remedy}");
        if (environment.TerminationLog is { } log) await File.WriteAllBytesAsync(log, TerminationMessage.Shorten(result), CancellationToken.None);
        return ExitCode(result.Outcome);
    }

    private async Task<StepResult> RunToResultAsync(IStep step, CancellationToken cancellationToken)
    {
        StepRun run;
        try
        {
            run = SpecFile.Read(environment.SpecPath, step);
        }
        catch (StepException wrong)
        {
            return Failed(step, wrong);
        }

        await using var push = environment.ProgressServer is { } server ? new ProgressPush(server, server.Handler, output, clock) : null;
        var context = new StepContext(store, new StepProgress(step.Name, output, clock, push), Path.Combine(environment.ScratchRoot, $"slipway-{step.Name}-{Guid.NewGuid():n}"), clock)
        {
            Worker = environment.Worker, Meeting = environment.Meeting, LearnerMemoryBytes = environment.LearnerMemoryBytes, PseudonymisationKeyFile = environment.PseudonymisationKeyFile,
        };
        var result = await WorkAsync(step, run, context, cancellationToken);
        // Of several pods the one that ends the step writes its result; why another one failed is in its termination message.
        if (result.Worker is not null || (environment.Worker > 0 && result.Outcome != StepOutcome.Succeeded)) return result;
        try
        {
            await store.PutAsync(ObjectUri.Parse(run.ResultPrefix).Append("result.json"), Serialize(result), CancellationToken.None);
            if (result.Outcome == StepOutcome.Succeeded && run.TidyAsync is { } tidy) await tidy(context, CancellationToken.None);
            return result;
        }
        catch (StorageException unwritten)
        {
            // A step whose result cannot be read did not succeed; a failure keeps its own cause.
            return result.Outcome == StepOutcome.Succeeded ? Failed(step, StepFailures.Explain(unwritten)) : result;
        }
    }

    private async Task<StepResult> WorkAsync(IStep step, StepRun run, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(context.ScratchFolder);
            return await run.RunAsync(context, cancellationToken);
        }
        catch (Exception failure)
        {
            var explained = StepFailures.Explain(failure);
            if (explained.Error.Reason == StepFailures.UnexpectedReason) await errors.WriteLineAsync(StepFailures.Trace(failure));
            return Failed(step, explained);
        }
        finally
        {
            if (Directory.Exists(context.ScratchFolder)) Directory.Delete(context.ScratchFolder, recursive: true);
        }
    }

    private static StepResult Failed(IStep step, StepException failure) =>
        new() { Step = step.Name, Outcome = failure.Outcome, Error = failure.Error };

    private static byte[] Serialize(StepResult result) => JsonSerializer.SerializeToUtf8Bytes(result, ContractsJson.Default.StepResult);

    private static int ExitCode(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Succeeded => StepExitCode.Succeeded,
        StepOutcome.Invalid => StepExitCode.Invalid,
        StepOutcome.Refused => StepExitCode.Refused,
        _ => StepExitCode.Temporary,
    };
}
