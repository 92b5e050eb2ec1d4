using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Decisions;

namespace Slipway.Operator.Tests.Rollouts;

/// <summary>Which version a Rollout serves when it goes by an alias or asks for approval.</summary>
[Trait("Capability", "M4")]
public sealed class ChosenVersionTests
{
    [Fact]
    public void The_version_that_the_alias_points_to_is_served()
    {
        var scene = new RolloutScene("v1", "v2", "v3");
        Choose(scene, new ModelSelector { Name = "clicks", Alias = "champion" }).Message.ShouldBe(
            "spec.model.alias: alias 'champion' points to no version of model clicks; give it to one (kubectl slipway alias clicks-vN champion); there are v1, v2, v3");
        scene.Versions[1] = scene.Versions[1] with { Status = scene.Versions[1].Status! with { Aliases = ["champion"] } };
        Choose(scene, new ModelSelector { Name = "clicks", Alias = "champion" }).Version!.Spec.Version.ShouldBe("v2");
        RolloutValidation.Validate(scene.Rollout.Spec with { Model = new ModelSelector { Name = "clicks", Alias = "champion", Version = "v1" } }).Single().Field.ShouldBe("spec.model.alias");
    }

    [Fact, Trait("Capability", "R8")]
    public void Without_approval_nothing_is_served_where_it_is_required()
    {
        var scene = new RolloutScene("v1", "v2");
        var wanted = new ModelSelector { Name = "clicks", RequireApproval = true };
        var none = Choose(scene, wanted);
        (none.Version, none.Reason).ShouldBe((null, "WaitingForApproval"));
        none.Message.ShouldContain("version v2 of clicks is ready and not approved");
        none.Message.ShouldContain("name approvers in spec.registry.approvers of the TrainingJob of model 'clicks'");
        Choose(scene, wanted with { Version = "v1" }).Reason.ShouldBe("ModelVersionNotApproved");

        scene.Versions[0] = Judged(scene.Versions[0], Condition.True);
        scene.Versions[1] = Judged(scene.Versions[1], Condition.False);
        Choose(scene, wanted).Version!.Spec.Version.ShouldBe("v1", "the newest that is approved");
        Choose(scene, wanted with { Version = "v2" }).Message.ShouldContain("rejected by bob");
        Choose(scene, wanted with { RequireApproval = false }).Version!.Spec.Version.ShouldBe("v2", "what nobody requires keeps nobody");
    }

    private static TargetVersion Choose(RolloutScene scene, ModelSelector model)
    {
        scene.Rollout = scene.Rollout with { Spec = scene.Rollout.Spec with { Model = model } };
        return TargetVersion.Choose(scene.World());
    }

    private static ModelVersion Judged(ModelVersion version, string status) => version with
    {
        Status = version.Status! with { Conditions = [.. version.Status.Conditions!, new Condition { Type = "Approved", Status = status, Reason = "X", Message = "rejected by bob" }] },
    };
}
