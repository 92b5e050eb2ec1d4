using Slipway.Api.FeatureSets;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.FeatureSets;

public sealed class FeatureSetDecisionTests
{
    [Fact, Trait("Capability", "F5")]
    public void A_sound_definition_has_a_digest_its_inputs_and_its_users()
    {
        var user = Samples.Version() with { Spec = Samples.Version().Spec with { Provenance = new ModelProvenance { FeatureSet = "click-features" } } };
        var status = Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = Samples.Features(), Dataset = Samples.Clicks(), Versions = [user] });
        status.Digest!.ShouldMatch("^sha256:[0-9a-f]{64}$");
        status.ShortDigest.ShouldBe(status.Digest!["sha256:".Length..][..12]);
        status.Features.ShouldBe(2);
        status.Inputs.ShouldBe(["price"]);
        status.UsedBy.ShouldBe(["clicks-v1"]);
        status.Conditions.Find("Ready")!.Message.ShouldBe("2 features over 1 columns of Dataset 'clicks'");
    }

    [Fact]
    public void The_digest_follows_the_meaning_and_not_the_words_around_it()
    {
        var plain = Decide(World(new Feature { Name = "price" })).Digest;
        Decide(World(new Feature { Name = "price", Description = "price in euro" })).Digest.ShouldBe(plain);
        Decide(World(new Feature { Name = "price", Expr = "price + 1" })).Digest.ShouldNotBe(plain);
    }

    [Fact, Trait("Capability", "P2")]
    public void An_unknown_column_is_named_with_feature_and_position()
    {
        var ready = Decide(World(new Feature { Name = "log_price", Expr = "log1p(prise)" })).Conditions.Find("Ready")!;
        ready.Reason.ShouldBe("InvalidFeature");
        ready.Message!.ShouldContain("feature 'log_price', character 7");
        ready.Message!.ShouldContain("price");
    }

    [Fact, Trait("Capability", "F11"), Trait("Capability", "P2")]
    public void A_bad_expectation_is_named_with_feature_and_remedy()
    {
        var ready = Decide(World(new Feature { Name = "price", Expectations = [new Expectation { Name = "sane", Expression = "prise > 0" }] })).Conditions.Find("Ready")!;
        ready.Reason.ShouldBe("InvalidFeature");
        ready.Message!.ShouldContain("feature 'price', character 1: expectation 'sane': there is no column 'prise'");
        ready.Message!.ShouldContain("did you mean 'price'?");
        Decide(World(new Feature { Name = "price", Expectations = [new Expectation { Name = "sane", Expression = "price > 0" }] })).Conditions.IsTrue("Ready").ShouldBeTrue();
    }

    [Fact, Trait("Capability", "F3")]
    public void Tables_of_rates_are_part_of_the_definition()
    {
        var world = World(new Feature { Name = "price", Expr = "price * rate('USD', now, 'EUR')" });
        Decide(world).Conditions.Find("Ready")!.Message!.ShouldContain("there is no table of rates 'EUR'");
        var table = new RateTable { Name = "EUR", Rates = [new Rate { Key = "USD", From = DateTimeOffset.UnixEpoch, Value = 0.9 }] };
        var known = World(new Feature { Name = "price", Expr = "price + 1" });
        var with = known with { FeatureSet = known.FeatureSet with { Spec = known.FeatureSet.Spec with { RateTables = [table] } } };
        Decide(with).Digest.ShouldNotBe(Decide(known).Digest);
        Decide(with with { FeatureSet = with.FeatureSet with { Spec = with.FeatureSet.Spec with { RateTables = [table with { Rates = [] }] } } })
            .Conditions.Find("Ready")!.Message!.ShouldContain("the table of rates 'EUR' has no rates");
    }

    [Fact, Trait("Capability", "D5")]
    public void Columns_that_a_dataset_infers_are_waited_for()
    {
        var dataset = Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Schema = null } };
        var world = World(new Feature { Name = "price" }) with { Dataset = dataset };
        var status = Decide(world);
        status.Conditions.Find("Ready")!.Reason.ShouldBe("WaitingForDataset");
        status.Conditions.IsTrue("Reconciling").ShouldBeTrue();
        var inferred = dataset with { Status = new Api.Datasets.DatasetStatus { Schema = Samples.Clicks().Spec.Schema!.Columns } };
        Decide(world with { Dataset = inferred }).Inputs.ShouldBe(["price"]);
    }

    [Fact, Trait("Capability", "P2")]
    public void An_unknown_dataset_is_named_with_the_one_that_was_meant()
    {
        var features = Samples.Features() with { Spec = Samples.Features().Spec with { Dataset = "click" } };
        var ready = Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = features, DatasetNames = ["clicks"] }).Conditions.Find("Ready")!;
        ready.Message.ShouldBe("spec.dataset: there is no Dataset 'click' in namespace shop; did you mean 'clicks'?");
    }

    [Fact]
    public void A_broken_definition_keeps_the_last_good_digest_on_record()
    {
        var good = World(new Feature { Name = "price" });
        var status = Decide(good);
        var broken = World(new Feature { Name = "price", Expr = "price +" });
        var after = Decide(broken with { FeatureSet = broken.FeatureSet with { Status = status } });
        after.Digest.ShouldBe(status.Digest);
        after.Conditions.IsTrue("Ready").ShouldBeFalse();
        after.Conditions.IsTrue("Stalled").ShouldBeTrue();
    }

    [Fact, Trait("Capability", "F7")]
    public void A_change_of_a_definition_in_use_makes_a_new_one_and_names_its_users()
    {
        var (world, before) = InUse(ChangePolicy.NewVersion);

        var plan = FeatureSetDecision.Decide(world, Samples.Now).Checked(world.FeatureSet);

        plan.Status.Digest.ShouldNotBe(before);
        var news = plan.Events.Single(each => each.Reason == "DefinitionChanged");
        news.Message.ShouldContain("ModelVersion clicks-v1 keep the old one");
        var again = world with { FeatureSet = world.FeatureSet with { Status = plan.Status } };
        FeatureSetDecision.Decide(again, Samples.Now).Events.ShouldBeEmpty("it is told once");
    }

    [Fact, Trait("Capability", "F7")]
    public void A_change_of_a_definition_in_use_can_be_refused_and_the_old_one_stays_on_record()
    {
        var (world, before) = InUse(ChangePolicy.Refuse);

        var status = Decide(world);

        status.Digest.ShouldBe(before);
        status.Conditions.Find("Ready")!.Reason.ShouldBe("DefinitionInUse");
        status.Conditions.Find("Ready")!.Message!.ShouldContain("changePolicy is Refuse while ModelVersion clicks-v1 use it; take the change back");
        Decide(world with { Versions = [] }).Digest.ShouldNotBe(before, "nobody uses it any more");
    }

    [Fact, Trait("Capability", "F5")]
    public void A_deprecated_feature_goes_on_and_is_named_with_what_to_use_instead()
    {
        var plain = Decide(World(new Feature { Name = "price" }));
        var status = Decide(World(new Feature { Name = "price", Deprecated = "use price_eur" }));

        status.Digest.ShouldBe(plain.Digest);
        status.Conditions.Find("Ready")!.Message.ShouldBe("1 features over 1 columns of Dataset 'clicks'; deprecated: price (use price_eur)");
    }

    private static (FeatureSetWorld World, string Before) InUse(ChangePolicy policy)
    {
        var status = Decide(World(new Feature { Name = "price" }));
        var user = Samples.Version() with { Spec = Samples.Version().Spec with { Provenance = new ModelProvenance { FeatureSet = "click-features", FeatureDigest = status.Digest } } };
        var changed = World(new Feature { Name = "price", Expr = "price + 1" });
        return (changed with { FeatureSet = changed.FeatureSet with { Status = status, Spec = changed.FeatureSet.Spec with { ChangePolicy = policy } }, Versions = [user] }, status.Digest!);
    }

    private static FeatureSetWorld World(params Feature[] features) => new()
    {
        Settings = Samples.Settings, FeatureSet = Samples.Features() with { Spec = Samples.Features().Spec with { Features = features } }, Dataset = Samples.Clicks(),
    };

    private static FeatureSetStatus Decide(FeatureSetWorld world) => FeatureSetDecision.Decide(world, Samples.Now).Checked(world.FeatureSet).Status;
}
