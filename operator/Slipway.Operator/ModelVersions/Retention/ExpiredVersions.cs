using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.ModelVersions.Retention;

/// <summary>Which versions of a family have had their time. Pure.</summary>
internal static class ExpiredVersions
{
    /// <summary>Versions beyond the newest and older than the months, oldest first; whether something uses them is for the caller.</summary>
    public static IEnumerable<ModelVersion> Of(IReadOnlyList<ModelVersion> family, VersionRetention policy, DateTimeOffset now) =>
        Beyond(family, policy).Where(version => End(version, policy) <= now).OrderBy(version => VersionNumber.Of(version.Spec.Version));

    /// <summary>When the next one will be old enough.</summary>
    public static DateTimeOffset? Next(IReadOnlyList<ModelVersion> family, VersionRetention policy, DateTimeOffset now) =>
        Beyond(family, policy).Select(version => End(version, policy)).Where(end => end > now).Min();

    private static IEnumerable<ModelVersion> Beyond(IReadOnlyList<ModelVersion> family, VersionRetention policy) => policy.KeepOlder
        ? []
        : family.Where(version => !version.IsBeingDeleted()).OrderByDescending(version => VersionNumber.Of(version.Spec.Version)).Skip(policy.Versions);

    private static DateTimeOffset? End(ModelVersion version, VersionRetention policy) => version.Metadata.CreationTimestamp?.AddMonths(policy.Months);
}
