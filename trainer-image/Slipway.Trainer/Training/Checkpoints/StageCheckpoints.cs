using System.Text.Json;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Checkpoints;

/// <summary>What was learned of one stage of a run: read once when the stage begins, written again and again while it goes on.</summary>
/// <remarks>
/// <para>Guarantees: a process that is killed loses what was learned since the last checkpoint, which is an interval and a round at most. What is gone on from was learned from the same data in the
/// same way, or it is not gone on from.</para>
/// <para>Caveats: a store that does not take a checkpoint does not stop the training; it is told, and tried again after the next interval.</para>
/// </remarks>
internal sealed class StageCheckpoints(RunContext run, CheckpointFiles files, CheckpointPolicy policy, string digest, bool isExact)
{
    private readonly List<ResumedFrom> resumed = [];
    private List<Checkpoint> written = [];
    private long last = run.Step.Clock.GetTimestamp();
    private int lastRounds;
    private bool failed;

    /// <summary>Checkpoints that this stage went on from, by this process and those before it.</summary>
    internal IReadOnlyList<ResumedFrom> Resumed => resumed;

    /// <summary>The newest checkpoint that can be gone on from; null when there is none.</summary>
    internal RestoredBooster? Restore(CancellationToken cancellationToken) => RestoreAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Writes a checkpoint when one is due.</summary>
    internal void Observe(Booster booster, int rounds, IReadOnlyList<CurvePoint> curve, CancellationToken cancellationToken)
    {
        if (run.Step.Clock.GetElapsedTime(last) < policy.Interval.Value && (policy.Rounds is not { } every || rounds - lastRounds < every)) return;
        Write(booster, rounds, curve, cancellationToken);
    }

    /// <summary>Writes what was learned since the last checkpoint, because the process was asked to go.</summary>
    internal void Leave(Booster booster, int rounds, IReadOnlyList<CurvePoint> curve)
    {
        if (rounds > lastRounds) Write(booster, rounds, curve, CancellationToken.None);
    }

    /// <summary>Writes the last rounds too, where another stage comes after this one.</summary>
    internal void Complete(Booster booster, int rounds, IReadOnlyList<CurvePoint> curve, CancellationToken cancellationToken)
    {
        if (run.Spec.SelfTraining is not null && rounds > lastRounds) Write(booster, rounds, curve, cancellationToken);
    }

    private async Task<RestoredBooster?> RestoreAsync(CancellationToken cancellationToken)
    {
        CheckpointIndex? index;
        try
        {
            index = await files.ReadIndexAsync(cancellationToken);
        }
        catch (JsonException torn)
        {
            Refuse($"its index cannot be read ({torn.Message})");
            return null;
        }
        catch (StorageException denied) when (denied.Kind == StorageErrorKind.PermissionDenied)
        {
            Refuse($"the store does not let it be looked for ({denied.Message})");
            return null;
        }

        if (index is null) return null;
        if (index.Digest != digest)
        {
            Refuse($"it is of run {index.Run} with other data, parameters or engines");
            return null;
        }

        foreach (var checkpoint in index.Checkpoints)
        {
            if (await files.ReadBoosterAsync(checkpoint, cancellationToken) is not { } booster)
            {
                Refuse($"{checkpoint.File} is gone, or not what was written");
                continue;
            }

            written = [.. index.Checkpoints.SkipWhile(each => each != checkpoint)];
            resumed.AddRange(index.Resumed ?? []);
            resumed.Add(new ResumedFrom { Round = checkpoint.Rounds, WrittenAt = checkpoint.WrittenAt, Exact = isExact });
            lastRounds = checkpoint.Rounds;
            run.Report($"goes on from round {checkpoint.Rounds}, saved {checkpoint.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(isExact ? "" : "; with sampling XGBoost draws other random numbers than it would have without the interruption")}");
            return new RestoredBooster(booster, checkpoint.Rounds, [.. index.Curve.Where(point => point.Round < checkpoint.Rounds)]);
        }

        return null;
    }

    private void Refuse(string why) => run.Warn($"A checkpoint was not gone on from: {why}.");

    private void Write(Booster booster, int rounds, IReadOnlyList<CurvePoint> curve, CancellationToken cancellationToken)
    {
        try
        {
            WriteAsync(booster.Serialize(), rounds, curve, cancellationToken).GetAwaiter().GetResult();
        }
        catch (StorageException refused)
        {
            if (!failed) run.Warn($"A checkpoint could not be written, so that a killed pod would lose more than an interval: {refused.Message}");
            failed = true;
        }

        (last, lastRounds) = (run.Step.Clock.GetTimestamp(), rounds);
    }

    private async Task WriteAsync(byte[] booster, int rounds, IReadOnlyList<CurvePoint> curve, CancellationToken cancellationToken)
    {
        var checkpoint = await files.WriteBoosterAsync(booster, rounds, run.Step.Clock.GetUtcNow(), cancellationToken);
        List<Checkpoint> kept = [checkpoint, .. written.Where(each => each.File != checkpoint.File).Take(policy.Keep - 1)];
        await files.WriteIndexAsync(
            new CheckpointIndex { Run = run.Spec.Run, Digest = digest, Checkpoints = kept, Curve = curve, Resumed = resumed.Count == 0 ? null : resumed }, cancellationToken);
        written = kept;
    }
}

/// <summary>A booster to go on from.</summary>
/// <param name="Bytes">The booster with its training state.</param>
/// <param name="Rounds">Its rounds.</param>
/// <param name="Curve">Metrics after each of them.</param>
internal sealed record RestoredBooster(byte[] Bytes, int Rounds, IReadOnlyList<CurvePoint> Curve);
