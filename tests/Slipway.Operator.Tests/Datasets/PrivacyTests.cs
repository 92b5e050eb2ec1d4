using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Datasets;

[Trait("Capability", "D23")]
public sealed class PrivacyTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Samples.Now.UtcDateTime);

    [Fact]
    public void A_review_falls_due_by_itself_after_its_day()
    {
        var scene = With(new PrivacyPolicy { ReviewBy = Today }).Settle().Ends(Samples.Snapshot());
        scene.Status.Conditions.Find("PrivacyReviewed")!.Status.ShouldBe(Condition.True);
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(12), "it is noon, and the day still counts");

        scene.Now += TimeSpan.FromHours(12);
        scene.Settle();
        var due = scene.Status.Conditions.Find("PrivacyReviewed")!;
        (due.Status, due.Reason).ShouldBe((Condition.False, "PrivacyReviewDue"));
        due.Message!.ShouldContain("set spec.privacy.reviewBy to the day of the next review");

        var job = scene.Job.Metadata.Name;
        scene.Change(spec => spec with { Privacy = new PrivacyPolicy { ReviewBy = Today.AddDays(90) } });
        scene.Status.Conditions.Find("PrivacyReviewed")!.Status.ShouldBe(Condition.True);
        scene.Job.Metadata.Name.ShouldBe(job, "a review decides no row");
    }

    [Fact]
    public void The_key_is_a_file_of_the_snapshot_pod_and_in_no_specification()
    {
        var scene = With(new PrivacyPolicy { PseudonymisationKeyRef = new SecretKey { Name = "pseudonyms", Key = "shop" } }).Settle();
        scene.World.Children.ConfigMaps[0].Data!["spec.json"].ShouldNotContain("/etc/slipway/key");

        var pod = JsonSerializer.SerializeToElement(scene.Job.Spec!.Template!).GetProperty("spec");
        var volume = pod.GetProperty("volumes").EnumerateArray().Single(each => each.TryGetProperty("secret", out _));
        volume.GetProperty("secret").GetRawText().ShouldBe("""{"secretName":"pseudonyms","items":[{"key":"shop","path":"pseudonymisation"}]}""");
        var mount = pod.GetProperty("containers")[0].GetProperty("volumeMounts").EnumerateArray().Single(each => each.GetProperty("name").GetString() == volume.GetProperty("name").GetString());
        mount.GetProperty("mountPath").GetString().ShouldBe("/etc/slipway/key");
        pod.GetProperty("containers")[0].GetProperty("env").EnumerateArray().Select(each => each.GetRawText()).ShouldContain("""{"name":"SLIPWAY_PSEUDONYMISATION_KEY_FILE","value":"/etc/slipway/key/pseudonymisation"}""");
        mount.GetProperty("readOnly").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void An_attestation_that_the_schema_contradicts_stalls_it()
    {
        var dataset = Samples.Clicks();
        var columns = dataset.Spec.Schema!.Columns.Append(new Column { Name = "email", Type = ColumnType.String, Sensitivity = Sensitivity.Personal });
        var scene = new DatasetScene(dataset with
        {
            Spec = dataset.Spec with { Schema = new DatasetSchema { Columns = [.. columns] }, Privacy = new PrivacyPolicy { NoPersonalData = new Attestation { By = "ada", At = Today } } },
        }).Settle();
        (scene.Ready.Status, scene.Ready.Reason).ShouldBe((Condition.False, "InvalidSpec"));
        scene.Ready.Message!.ShouldContain("column 'email' is Personal and not protected");
    }

    private static DatasetScene With(PrivacyPolicy policy) => new(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Privacy = policy } });
}
