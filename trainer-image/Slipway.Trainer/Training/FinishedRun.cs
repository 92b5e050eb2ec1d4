using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training;

/// <summary>Knows a run that ended before its pod could say so: its result is on record, and nothing is learned twice.</summary>
internal static class FinishedRun
{
    /// <summary>Digest of the specification with the engines that carry it out.</summary>
    internal static string DigestOf(TrainSpec spec) => Digest.Of([
        .. JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec),
        .. System.Text.Encoding.UTF8.GetBytes(string.Concat(Engines.Versions().Select(engine => $"{engine.Key}={engine.Value}\n"))),
    ]);

    /// <summary>The result of the same specification, when its model file is there and whole; else null.</summary>
    internal static async Task<TrainResult?> FindAsync(TrainSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var output = ObjectUri.Parse(spec.Output);
        if (await ReadAsync(context.Store, output.Append("result.json"), cancellationToken) is not { Outcome: StepOutcome.Succeeded, Train: { } result }) return null;
        if (result.SpecDigest != DigestOf(spec)) return null;
        if (await context.Store.FindAsync(output.Append("model.onnx"), cancellationToken) is null) return null;
        return Digest.Of(await context.Store.ReadAllAsync(output.Append("model.onnx"), cancellationToken)) == result.Artifact.Digest ? result : null;
    }

    private static async Task<StepResult?> ReadAsync(IObjectStore store, ObjectUri uri, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.FindAsync(uri, cancellationToken) is null) return null;
            return JsonSerializer.Deserialize(await store.ReadAllAsync(uri, cancellationToken), ContractsJson.Default.StepResult);
        }
        catch (JsonException)
        {
            // Something else by that name; the run writes its own.
            return null;
        }
        catch (StorageException denied) when (denied.Kind == StorageErrorKind.PermissionDenied)
        {
            // Who may only write says so of what is not there, too.
            return null;
        }
    }
}
