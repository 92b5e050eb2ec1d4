using FsCheck;
using FsCheck.Fluent;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Tests.Cache;

public sealed class ObjectStoreTests
{
    private readonly ObjectStore<ConfigMap> store = new(new Dictionary<string, Func<ConfigMap, IEnumerable<string>>>
    {
        ["app"] = map => map.Label("app") is { } app ? [app] : [],
    });

    [Fact]
    public void A_list_that_lacks_an_object_tells_of_its_deletion()
    {
        store.Replace([Map("a", 1), Map("b", 2)], "2", isInitial: true);
        var events = store.Replace([Map("b", 2), Map("c", 5)], "6", isInitial: false);
        events.Select(each => $"{each.Type} {each.Object.Metadata.Name} {each.IsTombstone}").ShouldBe(["Deleted a True", "Added c False"], ignoreOrder: true);
        store.List().Select(map => map.Metadata.Name).ShouldBe(["b", "c"], ignoreOrder: true);
    }

    [Fact]
    public void A_tombstone_carries_the_uid_and_version_that_were_last_known()
    {
        store.Replace([Map("a", 1)], "2", isInitial: true);
        store.Apply(Map("a", 3), deleted: false, "3");
        var gone = store.Replace([], "9", isInitial: false).ShouldHaveSingleItem();
        (gone.IsTombstone, gone.Object.Metadata.Uid, gone.Object.Metadata.ResourceVersion, gone.Old!.Metadata.ResourceVersion).ShouldBe((true, "u-a", "3", "3"));
    }

    [Fact]
    public void Only_the_first_list_and_a_resync_can_wait()
    {
        store.Replace([Map("a", 1)], "2", isInitial: true).ShouldAllBe(each => each.IsInitialOrResync);
        store.Replace([Map("a", 1), Map("b", 3)], "3", isInitial: false).ShouldAllBe(each => !each.IsInitialOrResync);
        var resync = store.Resync();
        resync.Count.ShouldBe(2);
        resync.ShouldAllBe(each => each.IsInitialOrResync && ReferenceEquals(each.Old, each.Object));
    }

    [Fact]
    [Trait("Capability", "P4")]
    public void Any_two_lists_in_a_row_tell_exactly_the_difference_of_the_sets()
    {
        var list = Gen.Choose(1, 3).Two().Select(pair => (Name: pair.Item1, Version: pair.Item2)).ListOf()
            .Select(pairs => pairs.DistinctBy(pair => pair.Name).Select(pair => Map($"m{pair.Name}", pair.Version)).ToList());
        Prop.ForAll(list.Two().ToArbitrary(), lists =>
        {
            var fresh = new ObjectStore<ConfigMap>(new Dictionary<string, Func<ConfigMap, IEnumerable<string>>>());
            fresh.Replace(lists.Item1, "10", isInitial: true);
            var told = fresh.Replace(lists.Item2, "20", isInitial: false).Select(each => (each.Type, each.Object.Metadata.Name)).ToHashSet();
            var before = lists.Item1.ToDictionary(map => map.Metadata.Name!, map => map.Metadata.ResourceVersion);
            var after = lists.Item2.ToDictionary(map => map.Metadata.Name!, map => map.Metadata.ResourceVersion);
            var expected = before.Keys.Except(after.Keys).Select(name => (InformerEventType.Deleted, (string?)name))
                .Concat(after.Keys.Except(before.Keys).Select(name => (InformerEventType.Added, (string?)name)))
                .Concat(after.Keys.Intersect(before.Keys).Where(name => before[name] != after[name]).Select(name => (InformerEventType.Updated, (string?)name)));
            return told.SetEquals(expected) && fresh.List().Select(map => map.Metadata.Name!).ToHashSet().SetEquals(after.Keys);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Indexes_follow_every_change()
    {
        var owned = Map("a", 1) with { Metadata = Map("a", 1).Metadata with { OwnerReferences = [new() { ApiVersion = "v1", Kind = "X", Name = "o", Uid = "u-1" }] } };
        store.Replace([owned, Labelled("b", 2, "shop")], "2", isInitial: true);
        store.OwnedBy("u-1").Single().Metadata.Name.ShouldBe("a");
        store.ByIndex("app", "shop").Single().Metadata.Name.ShouldBe("b");

        store.Apply(Labelled("b", 3, "bank"), deleted: false, "3");
        store.Apply(owned, deleted: true, "4");

        store.ByIndex("app", "shop").ShouldBeEmpty();
        store.ByIndex("app", "bank").Count.ShouldBe(1);
        store.OwnedBy("u-1").ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => store.ByIndex("nope", "x")).Message.ShouldContain("there are ownerUid, app");
    }

    [Fact]
    [Trait("Capability", "P4")]
    public void An_own_write_shows_at_once_and_an_older_event_does_not_hide_it()
    {
        store.Replace([Map("a", 1)], "5", isInitial: true);
        store.RecordWrite(Map("a", 8));
        Version("a").ShouldBe("8");

        var foreign = store.Apply(Map("a", 7), deleted: false, "7");

        Version("a").ShouldBe("8");
        foreign!.Value.Object.Metadata.ResourceVersion.ShouldBe("7", "a foreign change is told, even while an own write hides it in the cache");
        store.Apply(Map("a", 8), deleted: false, "8")!.Value.Old!.Metadata.ResourceVersion.ShouldBe("7");
        store.AheadCount.ShouldBe(0);
    }

    [Fact]
    public void An_own_creation_shows_at_once_and_its_event_is_an_addition()
    {
        store.Replace([], "5", isInitial: true);
        store.RecordWrite(Map("child", 6));
        store.List().Count.ShouldBe(1);
        store.Apply(Map("child", 6), deleted: false, "6")!.Value.Type.ShouldBe(InformerEventType.Added);
        store.List().Count.ShouldBe(1);
    }

    [Fact]
    public void An_own_write_that_the_watch_has_passed_cannot_bring_a_deleted_object_back()
    {
        store.Replace([], "5", isInitial: true);
        store.Apply(Map("a", 6), deleted: false, "6");
        store.Apply(Map("a", 7), deleted: true, "7");
        store.RecordWrite(Map("a", 6));
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public void An_own_write_of_an_object_that_is_not_watched_goes_when_the_watch_has_passed_it()
    {
        store.Replace([], "5", isInitial: true);
        store.RecordWrite(Map("elsewhere", 6));
        store.Advance("9");
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public void A_list_that_is_older_than_an_own_write_does_not_hide_it_and_a_newer_one_decides()
    {
        store.Replace([], "5", isInitial: true);
        store.RecordWrite(Map("a", 8));
        store.Replace([], "7", isInitial: false).ShouldBeEmpty();
        Version("a").ShouldBe("8");
        store.Replace([], "9", isInitial: false).ShouldBeEmpty("it was never told of, so there is no deletion to tell");
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public void Of_two_own_writes_the_later_one_shows_in_whatever_order_they_return()
    {
        store.Replace([], "5", isInitial: true);
        store.RecordWrite(Map("a", 9));
        store.RecordWrite(Map("a", 8));
        Version("a").ShouldBe("9");
    }

    [Fact]
    public void Two_own_writes_in_a_row_are_not_taken_for_what_the_watch_told()
    {
        store.Replace([], "5", isInitial: true);
        store.RecordWrite(Map("a", 6));
        store.RecordWrite(Map("a", 7));
        var change = store.Apply(Map("a", 6), deleted: false, "6")!.Value;
        (change.Type, change.Old).ShouldBe((InformerEventType.Added, null));
    }

    [Fact]
    public void After_the_list_of_a_server_that_lags_own_writes_show_again()
    {
        store.Replace([], "9", isInitial: true);
        store.Replace([], "5", isInitial: false);
        store.RecordWrite(Map("a", 7));
        Version("a").ShouldBe("7");
    }

    [Fact]
    public void An_own_write_that_the_watch_has_passed_with_another_object_is_not_recorded()
    {
        store.Replace([], "5", isInitial: true);
        store.Apply(Map("other", 8), deleted: false, "8");
        store.RecordWrite(Map("a", 7));
        store.Get(new NamespacedName("demo", "a")).ShouldBeNull();
    }

    [Fact]
    public void A_deletion_after_an_own_write_is_told_and_shown()
    {
        store.Replace([Map("a", 1)], "5", isInitial: true);
        store.RecordWrite(Map("a", 6));
        store.Apply(Map("a", 7), deleted: true, "7")!.Value.Type.ShouldBe(InformerEventType.Deleted);
        store.List().ShouldBeEmpty();
        store.AheadCount.ShouldBe(0);
    }

    [Fact]
    public void A_name_that_is_used_again_updates_with_another_uid()
    {
        store.Replace([Map("a", 1)], "5", isInitial: true);
        var change = store.Apply(Map("a", 9, uid: "other"), deleted: false, "9")!.Value;
        (change.Old!.Metadata.Uid, change.Object.Metadata.Uid).ShouldBe(("u-a", "other"));
    }

    [Fact]
    public void The_deletion_of_an_unknown_object_is_nothing_to_tell() => store.Apply(Map("x", 3), deleted: true, "3").ShouldBeNull();

    private string? Version(string name) => store.Get(new NamespacedName("demo", name))?.Metadata.ResourceVersion;

    private static ConfigMap Labelled(string name, int version, string app) =>
        Map(name, version) with { Metadata = Map(name, version).Metadata with { Labels = new Dictionary<string, string> { ["app"] = app } } };

    private static ConfigMap Map(string name, int version, string? uid = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name, Namespace = "demo", Uid = uid ?? $"u-{name}", ResourceVersion = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
    };
}
