using System.Globalization;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.History;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.ModelVersions.Protection;

/// <summary>What keeps a version from being deleted.</summary>
/// <param name="Who">What uses it.</param>
/// <param name="Remedy">What to do first.</param>
internal sealed record VersionUse(string Who, string Remedy)
{
    public override string ToString() => $"{Who}; {Remedy}";

    /// <summary>All that uses a version now. Pure.</summary>
    /// <param name="version">The version.</param>
    /// <param name="aliases">Aliases that point to it.</param>
    /// <param name="rollouts">Rollouts that serve or name it, among others.</param>
    /// <param name="readers">Versions whose features read predictions of its family, among others.</param>
    public static IReadOnlyList<VersionUse> Of(ModelVersion version, IReadOnlyList<string> aliases, IEnumerable<Rollout> rollouts, IEnumerable<ModelVersion> readers)
    {
        var uses = new List<VersionUse>();
        foreach (var rollout in rollouts.Where(rollout => !rollout.IsBeingDeleted()).OrderBy(rollout => rollout.Metadata.Name, StringComparer.Ordinal))
        {
            if (Serves(rollout, version)) uses.Add(new($"Rollout '{rollout.Metadata.Name}' serves this version", "let it serve another one first, or delete the Rollout"));
            else if (Names(rollout, version)) uses.Add(new($"Rollout '{rollout.Metadata.Name}' names this version in spec.model.version", "name another one there first"));
        }

        uses.AddRange(aliases.Select(alias => new VersionUse($"alias '{alias}' points to this version", $"give it to another version first (kubectl slipway alias {version.Spec.Model}-vN {alias}), or remove it")));
        uses.AddRange(readers.Where(reader => !reader.IsBeingDeleted() && (reader.Spec.Provenance?.Upstream ?? []).Any(upstream => upstream.Model == version.Spec.Model && upstream.Version == version.Spec.Version))
            .Select(reader => reader.Metadata.Name!).Order(StringComparer.Ordinal).Select(reader => new VersionUse($"features of ModelVersion '{reader}' read its predictions", $"delete {reader} first")));
        if (LegalHold.Written(version) is { } hold)
            uses.Add(new($"it is under legal hold by {hold.By}: {hold.Reason}", $"release the hold first (kubectl slipway release {version.Metadata.Name})"));
        return uses;
    }

    /// <summary>What the policy of its family says: it is among the newest, or too young.</summary>
    public static VersionUse? Kept(ModelVersion version, IReadOnlyList<ModelVersion> family, TrainingJob? job, DateTimeOffset now)
    {
        if (job?.Spec.Registry?.Retention is not { } retention) return null;
        var remedy = $"change spec.registry.retention of TrainingJob '{job.Metadata.Name}' first";
        var newer = family.Count(other => !other.IsBeingDeleted() && VersionNumber.Of(other.Spec.Version) > VersionNumber.Of(version.Spec.Version));
        if (newer < retention.Versions) return new(string.Create(CultureInfo.InvariantCulture, $"it is among the newest {retention.Versions} of model '{version.Spec.Model}', which are kept"), remedy);
        return version.Metadata.CreationTimestamp?.AddMonths(retention.Months) is { } end && end > now
            ? new(string.Create(CultureInfo.InvariantCulture, $"versions of model '{version.Spec.Model}' are kept for {retention.Months} months, this one until {end:yyyy-MM-dd}"), remedy)
            : null;
    }

    /// <summary>The TrainingJob that says how long versions are kept.</summary>
    public static TrainingJob? Keeper(IEnumerable<TrainingJob> family) =>
        family.Where(job => !job.IsBeingDeleted() && job.Spec.Registry?.Retention is not null).OrderBy(job => job.Metadata.CreationTimestamp).ThenBy(job => job.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();

    private static bool Serves(Rollout rollout, ModelVersion version) =>
        rollout.Status?.Stable?.ModelVersion == version.Metadata.Name || rollout.Status?.Candidate?.ModelVersion == version.Metadata.Name;

    private static bool Names(Rollout rollout, ModelVersion version) => rollout.Spec.Model.Name == version.Spec.Model && rollout.Spec.Model.Version == version.Spec.Version;
}
