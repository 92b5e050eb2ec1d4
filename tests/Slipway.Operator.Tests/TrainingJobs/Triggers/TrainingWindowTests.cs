using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>When runs may begin, and when they have to be done.</summary>
[Trait("Capability", "T4")]
public sealed class TrainingWindowTests
{
    private static readonly TrainingWindow Night = new() { Start = "22:00", End = "06:00", Deadline = "08:00", TimeZone = "Europe/Berlin" };

    [Fact]
    public void A_run_waits_for_the_window_and_says_until_when()
    {
        var scene = new TriggerScene(spec => spec with { TrainingWindow = Night }, isTrained: false);
        scene.Runs.ShouldBeEmpty();
        scene.Scene.Ready.Reason.ShouldBe("TrainingWindow");
        scene.Scene.Ready.Message.ShouldBe("runs may begin from 22:00 to 06:00 Europe/Berlin, next from 2026-05-01 20:00:00 UTC on; annotate with slipway.dev/refresh to train at once");
        scene.Status.Pending!.NotBefore.ShouldBe(Utc(1, 20));
        scene.Scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(8));

        scene.Pass("8h").IsRunning.ShouldBeTrue();
        scene.Status.Pending.ShouldBeNull();
        scene.Runs[0].Trigger!.MustEndBy.ShouldBe(Utc(2, 6));
        scene.Ends().Pass("1h").Data(1001).Pass("8h").IsRunning.ShouldBeFalse("the window has closed");
        scene.Scene.Annotate("now");
        scene.IsRunning.ShouldBeTrue("somebody asked for it");
    }

    [Fact]
    public void A_run_that_is_or_would_be_late_says_so()
    {
        var scene = new TriggerScene(spec => spec with { TrainingWindow = Night }, isTrained: false);
        scene.Pass("8h").Status.Conditions.Find("OnTime")!.Message.ShouldBe("run click-model-v1 has to be done by 2026-05-02 06:00:00 UTC (spec.trainingWindow.deadline); how long it takes is not known yet");
        scene.Pass("7h").Ends().Status.Conditions.IsTrue("OnTime").ShouldBeTrue();

        scene.Data(1001).Pass("30m").IsRunning.ShouldBeTrue();
        var late = scene.Status.Conditions.Find("OnTime")!;
        (late.Status, late.Reason).ShouldBe((Condition.False, "WouldBeLate"));
        late.Message!.ShouldContain("runs take 7h here");
        scene.Scene.Step().RequeueAfter.ShouldBe(Utc(2, 6) - scene.Now);
        scene.Pass("2h30m").Status.Conditions.Find("OnTime")!.Reason.ShouldBe("Late");
        scene.Pass("1m").Ends().Status.Conditions.Find("OnTime")!.Message!.ShouldEndWith("and ended at 2026-05-02 06:01:00 UTC");
        scene.Status.Conditions.IsTrue("OnTime").ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-03-28T23:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z")] // 02:30 is skipped there, and means 03:30
    [InlineData("2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z")] // 02:30 comes twice, and means the first
    public void A_change_of_the_clock_moves_it(string now, string opens, string closes)
    {
        var window = DailyWindow.Of(new TrainingWindow { Start = "02:30", End = closes.Contains("10-25", StringComparison.Ordinal) ? "03:30" : "04:30", TimeZone = "Europe/Berlin" }, Time(now));
        (window.Opens, window.Closes).ShouldBe((Time(opens), Time(closes)));
    }

    /// <summary>For whatever window and moment: it closes later than now, opens before it closes, is open when the clock there says so, and another moment of the same window finds the same.</summary>
    [Fact]
    public void The_window_is_the_one_that_the_clock_shows() => Prop.ForAll(
        Gen.Choose(0, 1439).SelectMany(start => Gen.Choose(1, 1439).SelectMany(length => Gen.Choose(0, 60 * 24 * 365).Select(minute => (start, length, minute)))).ToArbitrary(), story =>
        {
            var (start, end) = (TimeOnly.MinValue.AddMinutes(story.start), TimeOnly.MinValue.AddMinutes(story.start + story.length));
            var now = Utc(1, 0).AddMinutes(story.minute);
            var declared = new TrainingWindow { Start = Text(start), End = Text(end), TimeZone = "Asia/Kolkata" }; // no change of the clock there
            var window = DailyWindow.Of(declared, now);
            window.Closes.ShouldBeGreaterThan(now);
            window.Opens.ShouldBeLessThan(window.Closes);
            (window.Opens - now).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(1));
            window.IsOpen(now).ShouldBe(TimeOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(5.5)).DateTime).IsBetween(start, end));
            DailyWindow.Of(declared, window.Opens).ShouldBe(window);
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Capability", "P2")]
    public void A_window_of_no_length_is_refused()
    {
        var spec = Support.Samples.Training().Spec with { TrainingWindow = new TrainingWindow { Start = "22:00", End = "22:00", TimeZone = "Mars" } };
        TrainingJobValidation.Validate(spec).Select(error => error.Field).ShouldBe(["spec.trainingWindow.timeZone", "spec.trainingWindow.end"]);
    }

    private static string Text(TimeOnly time) => time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(int day, int hour) => new(2026, 5, day, hour, 0, 0, TimeSpan.Zero);
}
