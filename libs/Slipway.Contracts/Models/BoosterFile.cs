using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Models;

/// <summary>The trees of a version in XGBoost's own form (UBJSON), beside the model file. For warm starts alone: it is never served.</summary>
public sealed record BoosterFile
{
    /// <summary>URI of the file.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public required string Uri { get; init; }

    /// <summary>Checksum of the file's bytes. The file names the digest of the fitted features and the classes that its trees were grown on.</summary>
    [RegularExpression("^sha256:[0-9a-f]{64}$")]
    public required string Digest { get; init; }

    /// <summary>Boosting rounds in it.</summary>
    [Range(1, int.MaxValue)]
    public int Rounds { get; init; }
}
