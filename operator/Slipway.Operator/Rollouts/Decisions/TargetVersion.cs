using System.Globalization;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.History;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>The version that should serve, or why there is none.</summary>
internal sealed record TargetVersion(ModelVersion? Version, string Reason, string Message)
{
    /// <summary>What serves now is the best there is.</summary>
    public static TargetVersion Keep { get; } = new(null, "Keep", "nothing newer may take its place");

    /// <summary>The named version, the one that the alias points to, or the newest one that is ready and was not rolled back; with <c>requireApproval</c> only if it is approved.</summary>
    public static TargetVersion Choose(RolloutWorld world)
    {
        if (world.Rollout.Spec.Model.Version is { } named) return Named(world, named);
        return world.Rollout.Spec.Model.Alias is { } alias ? Aliased(world, alias) : Newest(world);
    }

    private static TargetVersion Aliased(RolloutWorld world, string alias)
    {
        var model = world.Rollout.Spec.Model.Name;
        var found = world.Versions.FirstOrDefault(version => version.Status?.Aliases?.Contains(alias) == true);
        return found is not null
            ? Named(world, found.Spec.Version)
            : new(null, "AliasNotSet", $"spec.model.alias: alias '{alias}' points to no version of model {model}; give it to one (kubectl slipway alias {model}-vN {alias}){Known(world)}");
    }

    private static TargetVersion Named(RolloutWorld world, string name)
    {
        var model = world.Rollout.Spec.Model.Name;
        var found = world.Versions.FirstOrDefault(version => version.Spec.Version == name);
        if (found is null) return new(null, "ModelVersionNotFound", $"spec.model.version: model {model} has no version {name}{Known(world)}");
        if (!IsReady(found)) return new(null, "ModelVersionNotReady", $"version {name} of {model} is not ready: {WhyNot(found)}");

        if (!MayServe(world, found)) return Undocumented(found);
        if (!IsApproved(world, found)) return new(null, "ModelVersionNotApproved", $"version {name} of {model} is not approved, which spec.model.requireApproval asks for: {WhyNotApproved(found)}");

        // The same spec that was rolled back would only be rolled back again; a changed one is a new wish.
        var unchanged = world.Rollout.Status?.ObservedGeneration == world.Rollout.Metadata.Generation;
        return unchanged && WasRejected(world, found) ? Keep : new(found, "", "");
    }

    private static TargetVersion Newest(RolloutWorld world)
    {
        var oldest = world.Rollout.Status?.Stable is { } stable ? Number(stable.Version) : 0;
        var newest = world.Versions
            .Where(version => IsReady(version) && MayServe(world, version) && IsApproved(world, version) && Number(version.Spec.Version) >= oldest && !WasRejected(world, version))
            .MaxBy(version => Number(version.Spec.Version));
        if (newest is not null) return new(newest, "", "");
        if (world.Rollout.Status?.Stable is not null) return Keep;
        if (world.Versions.Where(IsReady).MaxBy(version => Number(version.Spec.Version)) is { } waiting)
        {
            return MayServe(world, waiting)
                ? new(null, "WaitingForApproval", $"version {waiting.Spec.Version} of {world.Rollout.Spec.Model.Name} is ready and not approved, which spec.model.requireApproval asks for: {WhyNotApproved(waiting)}")
                : Undocumented(waiting);
        }

        return new(null, "WaitingForModel", $"model {world.Rollout.Spec.Model.Name} has no version that is ready{Known(world)}");
    }

    private static bool WasRejected(RolloutWorld world, ModelVersion version) =>
        world.Rollout.Status?.Rejected?.Contains(Revisions.NameOf(world, version)) == true;

    private static bool MayServe(RolloutWorld world, ModelVersion version) => version.Spec.Card is not null || world.Rollout.Spec.Model.AllowMissingCard;

    private static bool IsReady(ModelVersion version) =>
        !version.IsBeingDeleted() && version.Status?.Conditions.IsTrue("Ready") == true;

    private static TargetVersion Undocumented(ModelVersion version) => new(
        null, "NoModelCard", $"version {version.Spec.Version} of {version.Spec.Model} has no model card to judge it by: let its image write one (docs/trainer-contract.md), or set spec.model.allowMissingCard to true");

    private static bool IsApproved(RolloutWorld world, ModelVersion version) => !world.Rollout.Spec.Model.RequireApproval || version.Status?.Conditions.IsTrue(Approval.Condition) == true;

    private static string WhyNotApproved(ModelVersion version) => version.Status?.Conditions.Find(Approval.Condition)?.Message
        ?? $"nobody may approve it; name approvers in spec.registry.approvers of the TrainingJob of model '{version.Spec.Model}'";

    private static string WhyNot(ModelVersion version) =>
        version.Status?.Conditions.Find("Ready")?.Message ?? "it was not evaluated yet";

    private static string Known(RolloutWorld world) => world.Versions.Count == 0
        ? "; a TrainingJob of this model makes one"
        : $"; there are {string.Join(", ", world.Versions.OrderBy(version => Number(version.Spec.Version)).Select(version => version.Spec.Version))}";

    private static int Number(string version) =>
        int.TryParse(version.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
