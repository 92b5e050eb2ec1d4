using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Resources;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.LeaderElection;

public sealed class LeaseObservationTests
{
    private readonly ManualTimeProvider time = new();
    private readonly LeaseObservation observed;

    public LeaseObservationTests() => observed = new LeaseObservation(time);

    [Fact]
    public void Only_a_changed_record_counts_as_news_of_its_holder()
    {
        observed.See(Record("a", seconds: 15, version: "1"));
        time.Advance(TimeSpan.FromSeconds(10));
        observed.See(Record("a", seconds: 15, version: "2"));
        time.Advance(TimeSpan.FromSeconds(6));
        observed.HasExpired.ShouldBeTrue("it was read again, and nothing of it had changed");
    }

    [Fact]
    public void A_renewed_record_counts_from_when_it_was_seen()
    {
        observed.See(Record("a", seconds: 15, version: "1"));
        time.Advance(TimeSpan.FromSeconds(10));
        observed.See(Record("a", seconds: 15, version: "2", renewed: time.GetUtcNow().AddDays(-3)));
        time.Advance(TimeSpan.FromSeconds(14));
        observed.HasExpired.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        observed.HasExpired.ShouldBeTrue();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(60)]
    public void A_record_expires_by_its_own_duration(int seconds)
    {
        observed.See(Record("a", seconds, version: "1"));
        time.Advance(TimeSpan.FromSeconds(seconds));
        observed.HasExpired.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        observed.HasExpired.ShouldBeTrue();
    }

    [Fact]
    public void A_record_without_holder_is_free_at_once()
    {
        observed.See(Record("", seconds: 15, version: "1"));
        observed.HasExpired.ShouldBeTrue();
    }

    [Fact]
    public void A_doubt_lasts_until_the_lease_is_seen_again_and_tells_nothing_of_its_holder()
    {
        observed.See(Record("a", seconds: 15, version: "1"));
        time.Advance(TimeSpan.FromSeconds(10));
        observed.Doubt();
        (observed.IsDoubtful, observed.Holder).ShouldBe((true, "a"));
        time.Advance(TimeSpan.FromSeconds(6));
        observed.HasExpired.ShouldBeTrue();
        observed.See(Record("a", seconds: 15, version: "1"));
        observed.IsDoubtful.ShouldBeFalse();
    }

    private static Lease Record(string holder, int seconds, string version, DateTimeOffset? renewed = null) => new()
    {
        Metadata = new ObjectMeta { Name = "slipway", Namespace = "demo", ResourceVersion = version },
        Spec = new LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = seconds, RenewTime = renewed },
    };
}
