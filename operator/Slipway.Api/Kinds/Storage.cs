using System.ComponentModel.DataAnnotations;

namespace Slipway.Api;

/// <summary>Where outputs are written.</summary>
public sealed record Storage
{
    /// <summary>URI prefix, such as <c>s3://models/team-a</c>. Default: the store that the operator was started with.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public string? Uri { get; init; }

    /// <summary>Credentials of the store.</summary>
    public SecretReference? SecretRef { get; init; }
}
