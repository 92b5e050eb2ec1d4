namespace Slipway.Api.Datasets;

/// <summary>Versions whose files are on their way out, or how the last of such collections ended.</summary>
public sealed record CollectionStatus
{
    /// <summary>The versions. Nothing may begin to use them; those that somebody had begun to use go back to <c>status.versions</c>. Absent once their files are gone.</summary>
    public IReadOnlyList<DatasetVersion>? Versions { get; init; }

    /// <summary>When they were set apart.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The Job that deletes the files; absent until nothing can be on its way any more that uses them. From here on nothing is taken back, and no snapshot begins before it ends.</summary>
    public string? Job { get; init; }

    /// <summary>How many Jobs have been made for collections of the Dataset; it is in the name of the last one.</summary>
    public int Number { get; init; }

    /// <summary>When its end was seen.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed; it is tried again.</summary>
    public string? Message { get; init; }
}
