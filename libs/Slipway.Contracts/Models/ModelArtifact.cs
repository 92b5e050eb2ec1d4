using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Models;

/// <summary>A model file: where it is and what it must be.</summary>
public sealed record ModelArtifact
{
    /// <summary>URI of the file.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public required string Uri { get; init; }

    /// <summary>Checksum of the file's bytes.</summary>
    [RegularExpression("^sha256:[0-9a-f]{64}$")]
    public required string Digest { get; init; }

    /// <summary>Size in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long Size { get; init; }

    /// <summary>Format of the file.</summary>
    [AllowedValues("ONNX")]
    public string Format { get; set; } = "ONNX";
}
