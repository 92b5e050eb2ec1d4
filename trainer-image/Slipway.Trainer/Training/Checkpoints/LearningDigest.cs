using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Checkpoints;

/// <summary>Digest of everything that learning depends on: two runs with the same one grow the same trees, as far as the library's random numbers allow.</summary>
internal static class LearningDigest
{
    // XGBoost's trees do not depend on these.
    private static readonly HashSet<string> Immaterial = ["nthread", "verbosity"];

    /// <param name="spec">The specification: data, features, label and weights by their digests and names, seed, run.</param>
    /// <param name="parameters">The learner's parameters.</param>
    /// <param name="columns">Names of the matrix's columns, which the fitted features decide.</param>
    /// <param name="further">Rows that self-training labelled.</param>
    internal static string Of(TrainSpec spec, LearnerParameters parameters, IReadOnlyList<string> columns, IReadOnlyList<DenseBatch> further)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(Learned(spec), ContractsJson.Default.TrainSpec));
        foreach (var (name, value) in parameters.Booster.Where(each => !Immaterial.Contains(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal)) Add(hash, $"{name}={value}");
        Add(hash, $"rounds={parameters.Rounds} patience={parameters.EarlyStoppingRounds} parent={parameters.Parent?.Rounds}");
        foreach (var metric in parameters.Metrics) Add(hash, $"metric={metric}");
        foreach (var column in columns) Add(hash, $"column={column}");
        foreach (var (engine, version) in Engines.Versions()) Add(hash, $"{engine}={version}");
        foreach (var batch in further)
        {
            hash.AppendData(MemoryMarshal.AsBytes(batch.Values.Span));
            hash.AppendData(MemoryMarshal.AsBytes(batch.Labels.Span));
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    // A pod with other resources goes on from where the former was.
    private static TrainSpec Learned(TrainSpec spec) => spec with { Threads = null, MemoryBytes = null, Checkpoint = null };

    private static void Add(IncrementalHash hash, FormattableString text) => hash.AppendData(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\n"));
}
