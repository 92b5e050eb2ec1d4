using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Steps;

/// <summary>The result in at most 4096 bytes, which is what Kubernetes keeps of a termination message.</summary>
/// <remarks>Guarantees: always a whole JSON document; what is left out is the least needed, and <c>result.json</c> has it.</remarks>
internal static class TerminationMessage
{
    private const int LimitBytes = 4096;
    private const int ShortTextLength = 600;

    // Each makes the message shorter; they are applied in this order until it fits.
    private static readonly Func<StepResult, StepResult>[] Cuts =
    [
        result => result with { Train = result.Train is { } train ? train with { Warnings = Few(train.Warnings, 5), Engines = null, SpecDigest = null } : null },
        result => result with { Train = result.Train is { Features: { } features } train ? train with { Features = features with { Features = Few(features.Features, 8) } } : result.Train },
        result => result with { Snapshot = result.Snapshot is { } snapshot ? snapshot with { Findings = WithoutExamples(snapshot) } : null },
        result => result with { Snapshot = result.Snapshot is { } snapshot ? snapshot with { Findings = Few(snapshot.Findings, 5) } : null },
        result => result with { Train = result.Train is { } train ? train with { Metrics = train.Metrics?.Where(metric => metric.Slice is null).ToList() } : null },
        result => result with { Train = result.Train is { Features: { } features } train ? train with { Features = features with { Features = null } } : result.Train },
        result => result with { Train = result.Train is { } train ? train with { Signature = null } : null },
        result => result with { Backfill = result.Backfill is { } backfill ? backfill with { Features = Few(backfill.Features, 10) } : null },
        // Gates are never left out one by one: without all of them the operator takes the result for lost.
        result => result with { Evaluate = result.Evaluate is { } evaluate ? evaluate with { Signature = null } : null },
        result => result with { Error = result.Error is { } error ? error with { Message = Short(error.Message), Remedy = Short(error.Remedy) } : null },
        result => result with { Snapshot = result.Snapshot is { } snapshot ? snapshot with { Findings = ShortMessages(snapshot) } : null },
        result => result with { Train = result.Train is { } train ? train with { Metrics = Few(train.Metrics, 8), Gates = Few(train.Gates, 8), Warnings = null } : null },
        result => result with { Snapshot = result.Snapshot is { } snapshot ? snapshot with { Findings = null } : null },
        result => result with { Train = result.Train is { } train ? train with { Metrics = null, Gates = null } : null },
        result => result with { Train = result.Train is { } train ? train with { References = null } : null },
        result => result with { Snapshot = result.Snapshot is { } snapshot ? snapshot with { Columns = null } : null },
    ];

    public static byte[] Shorten(StepResult result)
    {
        var bytes = Serialize(result);
        foreach (var cut in Cuts)
        {
            if (bytes.Length <= LimitBytes) return bytes;
            result = cut(result);
            bytes = Serialize(result);
        }

        return bytes.Length <= LimitBytes ? bytes : Serialize(new StepResult { Step = result.Step, Outcome = result.Outcome });
    }

    private static byte[] Serialize(StepResult result) => JsonSerializer.SerializeToUtf8Bytes(result, ContractsJson.Default.StepResult);

    private static List<T>? Few<T>(IReadOnlyList<T>? items, int count) => items?.Take(count).ToList();

    private static List<Contracts.Data.Finding>? ShortMessages(SnapshotResult snapshot) =>
        snapshot.Findings?.Select(finding => finding with { Message = Short(finding.Message) }).ToList();

    private static List<Contracts.Data.Finding>? WithoutExamples(SnapshotResult snapshot) => snapshot.Findings?.Select(finding => finding with { Examples = null }).ToList();

    // Cut between whole characters: half of a surrogate pair is no text.
    private static string Short(string text)
    {
        if (text.Length <= ShortTextLength) return text;
        var end = char.IsHighSurrogate(text[ShortTextLength - 1]) ? ShortTextLength - 1 : ShortTextLength;
        return text[..end] + "…";
    }
}
