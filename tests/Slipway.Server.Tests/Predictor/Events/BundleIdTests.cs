using FsCheck;
using FsCheck.Fluent;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Storage;

namespace Slipway.Server.Tests.Predictor.Events;

[Trait("Capability", "D27")]
public sealed class BundleIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 6, 59, 59, 999, TimeSpan.Zero);

    [Fact]
    public void An_id_has_the_time_that_it_was_made_at_and_lies_in_the_folder_of_that_hour()
    {
        var id = BundleId.New(Now);

        id.Time.ShouldBe(Now);
        BundleId.TryParse(id.ToString().ToUpperInvariant(), out var read).ShouldBeTrue();
        read.ShouldBe(id);
        LogFolders.ObjectOf(ObjectUri.Parse("s3://shop/clicks"), id).ToString().ShouldBe($"s3://shop/clicks/2026-11-27T06/{id}.jsonl");
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("0199d3c2-7b1e-4c4e-9a57-2f6f2f3c4d5e")] // version 4
    [InlineData("0199d3c2-7b1e-7c4e-1a57-2f6f2f3c4d5e")] // another variant
    [InlineData("ffffffff-ffff-7c4e-9a57-2f6f2f3c4d5e")] // after the year 9999
    [InlineData("0199d3c27b1e7c4e9a572f6f2f3c4d5e")]
    [InlineData("../../../../etc/passwd")]
    public void Anything_else_is_no_id(string text) => BundleId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_reader_looks_in_every_folder_in_which_a_bundle_can_have_come_since_it_looked_last()
    {
        // A server takes ids up to an hour away from its clock, which differs by up to two minutes from the reader's; the write takes up to ten seconds.
        Prop.ForAll(
            (from written in Gen.Choose(0, 4 * 3600) from id in Gen.Choose(-3600, 3600) from clock in Gen.Choose(-120, 120) from took in Gen.Choose(0, 10) from before in Gen.Choose(0, 3 * 3600) select (written, id, clock, took, before)).ToArbitrary(),
            each =>
            {
                var start = new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);
                var accepted = start.AddSeconds(each.written);
                var idTime = accepted.AddSeconds(each.id + each.clock);
                var there = accepted.AddSeconds(each.took);
                var hour = new DateTimeOffset(idTime.Year, idTime.Month, idTime.Day, idTime.Hour, 0, 0, TimeSpan.Zero);
                LogFolders.WrittenSince(there.AddSeconds(-each.before), there).ShouldContain(hour);
            }).QuickCheckThrowOnFailure();
    }
}
