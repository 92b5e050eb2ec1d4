using System.ComponentModel.DataAnnotations;

namespace Slipway.Api.TrainingJobs;

/// <summary>Who decides about the versions of a model family, and how long they are kept.</summary>
public sealed record RegistryPolicy
{
    /// <summary>Kubernetes users who may approve versions, such as <c>ada@example.com</c>. Absent: nobody may.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>How many different approvers it takes.</summary>
    [Range(1, 10)]
    public int Approvals { get; set; } = 1;

    /// <summary>How long versions are kept. Absent: until somebody deletes them.</summary>
    public VersionRetention? Retention { get; init; }
}

/// <summary>How long versions are kept. What is among the newest, or young enough, is not deleted; the rest goes to the trash unless it is in use.</summary>
public sealed record VersionRetention
{
    /// <summary>How many of the newest versions are kept at least.</summary>
    [Range(1, 10000)]
    public int Versions { get; set; } = 10;

    /// <summary>For how many months each is kept at least.</summary>
    [Range(0, 1200)]
    public int Months { get; set; }

    /// <summary>Whether older ones are only protected no longer, and not deleted by themselves.</summary>
    public bool KeepOlder { get; init; }
}
