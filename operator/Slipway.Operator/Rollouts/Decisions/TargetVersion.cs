using System.Globalization;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>The version that should serve, or why there is none.</summary>
internal sealed record TargetVersion(ModelVersion? Version, string Reason, string Message)
{
    /// <summary>What serves now is the best there is.</summary>
    public static TargetVersion Keep { get; } = new(null, "Keep", "nothing newer may take its place");

    /// <summary>The named version, or the newest one that is ready and was not rolled back.</summary>
    public static TargetVersion Choose(RolloutWorld world) =>
        world.Rollout.Spec.Model.Version is { } named ? Named(world, named) : Newest(world);

    private static TargetVersion Named(RolloutWorld world, string name)
    {
        var model = world.Rollout.Spec.Model.Name;
        var found = world.Versions.FirstOrDefault(version => version.Spec.Version == name);
        if (found is null) return new(null, "ModelVersionNotFound", $"spec.model.version: model {model} has no version {name}{Known(world)}");
        if (!IsReady(found)) return new(null, "ModelVersionNotReady", $"version {name} of {model} is not ready: {WhyNot(found)}");

        if (!MayServe(world, found)) return Undocumented(found);

        // The same spec that was rolled back would only be rolled back again; a changed one is a new wish.
        var unchanged = world.Rollout.Status?.ObservedGeneration == world.Rollout.Metadata.Generation;
        return unchanged && WasRejected(world, found) ? Keep : new(found, "", "");
    }

    private static TargetVersion Newest(RolloutWorld world)
    {
        var oldest = world.Rollout.Status?.Stable is { } stable ? Number(stable.Version) : 0;
        var newest = world.Versions
            .Where(version => IsReady(version) && MayServe(world, version) && Number(version.Spec.Version) >= oldest && !WasRejected(world, version))
            .MaxBy(version => Number(version.Spec.Version));
        if (newest is not null) return new(newest, "", "");
        if (world.Rollout.Status?.Stable is not null) return Keep;
        return world.Versions.FirstOrDefault(IsReady) is { } undocumented
            ? Undocumented(undocumented)
            : new(null, "WaitingForModel", $"model {world.Rollout.Spec.Model.Name} has no version that is ready{Known(world)}");
    }

    private static bool WasRejected(RolloutWorld world, ModelVersion version) =>
        world.Rollout.Status?.Rejected?.Contains(Revisions.NameOf(world, version)) == true;

    private static bool MayServe(RolloutWorld world, ModelVersion version) => version.Spec.Card is not null || world.Rollout.Spec.Model.AllowMissingCard;

    private static bool IsReady(ModelVersion version) =>
        !version.IsBeingDeleted() && version.Status?.Conditions.IsTrue("Ready") == true;

    private static TargetVersion Undocumented(ModelVersion version) => new(
        null, "NoModelCard", $"version {version.Spec.Version} of {version.Spec.Model} has no model card to judge it by: let its image write one (docs/trainer-contract.md), or set spec.model.allowMissingCard to true");

    private static string WhyNot(ModelVersion version) =>
        version.Status?.Conditions.Find("Ready")?.Message ?? "it was not evaluated yet";

    private static string Known(RolloutWorld world) => world.Versions.Count == 0
        ? "; a TrainingJob of this model makes one"
        : $"; there are {string.Join(", ", world.Versions.OrderBy(version => Number(version.Spec.Version)).Select(version => version.Spec.Version))}";

    private static int Number(string version) =>
        int.TryParse(version.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
