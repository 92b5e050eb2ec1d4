using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>The digest of a version: SHA-256 over a short text of its columns, roles, splits and row fingerprints; see docs/decisions/dataset-digest.md.</summary>
internal static class DatasetDigest
{
    public static string Of(SnapshotSpec spec, SplitCounts splits, IReadOnlyList<string>? deletions = null) => Digest.Of(Encoding.UTF8.GetBytes(Text(spec, splits, deletions)));

    /// <summary>The text that is hashed; one fact a line, so that two digests can be compared by eye.</summary>
    internal static string Text(SnapshotSpec spec, SplitCounts splits, IReadOnlyList<string>? deletions = null)
    {
        var text = new StringBuilder("slipway dataset 1\n");
        Line("role", spec.Role.ToString());
        foreach (var column in spec.Columns) Line("column", $"{column.Name} {column.Type} {(column.Nullable ? "nullable" : "required")}");
        Line("eventTime", spec.EventTime);
        foreach (var key in spec.Key ?? []) Line("key", key);
        Line("label", spec.Label?.Column);
        // What functions label follows from the rows and from the functions.
        if (spec.Label is { Functions.Count: > 0 } label) Line("labelFunctions", JsonSerializer.Serialize(label, ContractsJson.Default.Label));
        foreach (var slice in spec.Slices ?? []) Line("slice", slice.Column);
        Line("augmented", spec.Augmented);
        // How a sample was drawn tells what its weights mean.
        if (spec.Sampling is { } sampling) Line("sampling", JsonSerializer.Serialize(sampling, ContractsJson.Default.SamplingPolicy));
        // The lookup file is part of a version, so declaring one makes another.
        if (spec.Lookup is { } lookup) Line("lookup", $"{string.Join(' ', lookup.Entity)} : {(lookup.Columns is { } columns ? string.Join(' ', columns) : "*")}");
        Line("split", string.Create(CultureInfo.InvariantCulture, $"{spec.Splits.Method} {spec.Splits.ValidationPercent} {spec.Splits.TestPercent} {spec.Splits.Key}"));
        Line("train", Part(splits.Train));
        Line("validation", Part(splits.Validation));
        Line("test", Part(splits.Test));
        // A version from which rows were removed is another one than a version that never had them: it says that it lacks them.
        foreach (var keys in (deletions ?? []).Order(StringComparer.Ordinal)) Line("deletion", keys);
        return text.ToString();

        void Line(string name, string? value)
        {
            if (value is not null) text.Append(name).Append(' ').Append(value).Append('\n');
        }
    }

    private static string Part(SplitPart part) => string.Create(CultureInfo.InvariantCulture, $"{part.Rows} {part.Fingerprint}");
}
