using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>Moments of the clock: one run for the newest, however many went by.</summary>
[Trait("Capability", "C1")]
public sealed class ScheduleTests
{
    private static readonly (string Cron, string? Zone)[] Schedules = [("0 3 * * *", "Europe/Berlin"), ("*/7 * * * *", null), ("30 2 * * 0", "America/New_York"), ("15 */6 1,15 * *", "Asia/Kolkata"), ("@hourly", "Australia/Lord_Howe")];

    [Fact]
    public void It_begins_a_run_on_newer_data_at_its_moment_and_not_before()
    {
        var scene = TriggerScene.With(Nightly());
        scene.Pass("1h").Data(1100).Pass("1m");
        scene.IsRunning.ShouldBeFalse("newer data waits for the clock");
        scene.Scene.Ready.Status.ShouldBe(Condition.True);
        scene.Scene.Ready.Message!.ShouldEndWith("; newer data waits for a trigger (status.triggers)");
        scene.Trigger.NextScheduleTime.ShouldBe(Utc(2, 3));
        scene.Trigger.Reason.ShouldBe("NotMet");

        scene.Scene.Step().RequeueAfter.ShouldBe(Utc(2, 3) - scene.Now, "it looks again when the moment comes");
        scene.Pass("13h59m");
        scene.Now.ShouldBe(Utc(2, 3));
        scene.IsRunning.ShouldBeTrue();
        var trigger = scene.Runs[0].Trigger!;
        (trigger.Type, trigger.Name, trigger.Missed, trigger.CatchUp, trigger.DueAt).ShouldBe((TriggerType.Schedule, "nightly", null, null, Utc(2, 3)));
        trigger.Message.ShouldBe("2026-05-02 03:00:00 UTC by schedule 0 3 * * *");
        (scene.Trigger.LastScheduleTime, scene.Trigger.LastRun, scene.Trigger.LastFiredAt).ShouldBe((Utc(2, 3), "click-model-v2", Utc(2, 3)));
        scene.Ends().Pass("1h").Runs.Count.ShouldBe(2, "the moment is served");
    }

    [Fact]
    [Trait("Capability", "T4")]
    public void Missed_moments_become_one_run()
    {
        var scene = TriggerScene.With(Nightly());
        scene.Scene.Now = Utc(6, 3).AddMinutes(1);
        scene.Data(1200).Scene.Settle();
        scene.IsRunning.ShouldBeTrue();
        scene.Runs[0].Trigger!.Missed.ShouldBe(4);
        scene.Runs[0].Trigger!.Message.ShouldBe("2026-05-06 03:00:00 UTC by schedule 0 3 * * *, for 4 earlier moments too");
        scene.Ends().Data(1300).Pass("1h");
        scene.Runs.Count.ShouldBe(2, "what went by is made up for");
    }

    [Fact]
    public void A_moment_without_newer_data_holds_until_there_is_some_or_its_starting_deadline()
    {
        var open = TriggerScene.With(Nightly());
        open.Pass("16h").Trigger.Reason.ShouldBe("NothingNew");
        open.Data(1001).Pass("1s").IsRunning.ShouldBeTrue();
        open.Runs[0].Trigger!.CatchUp.ShouldBeNull("it was not late: the data was");

        var limited = TriggerScene.With(Nightly() with { Schedule = Nightly().Schedule! with { StartingDeadlineSeconds = 600 } });
        limited.Pass("16h").Data(1001).Pass("1s").IsRunning.ShouldBeFalse();
        limited.Trigger.Reason.ShouldBe("MissedDeadline");
        limited.Trigger.Message!.ShouldContain("no run could begin until 2026-05-02 03:10:00 UTC");
    }

    [Fact]
    public void Moments_before_the_schedule_was_seen_do_not_count()
    {
        var scene = TriggerScene.With(Nightly());
        scene.Pass("20h");
        scene.Data(1100).Scene.Change(spec => spec with { Triggers = [Nightly() with { Schedule = new ScheduleTrigger { Cron = "0 4 * * *" } }] });
        scene.IsRunning.ShouldBeFalse("the new schedule counts from now on");
        scene.Trigger.NextScheduleTime.ShouldBe(Utc(3, 4));
    }

    /// <summary>For whatever schedule and outage: there is one run, for the newest moment; what is counted as missed is what went by; then nothing is due.</summary>
    [Fact]
    [Trait("Capability", "T4")]
    public void One_run_makes_up_for_everything() => Prop.ForAll(
        Gen.Choose(0, Schedules.Length - 1).SelectMany(schedule => Gen.Choose(0, 60 * 24 * 400).SelectMany(start => Gen.Choose(0, 60 * 24 * 30).Select(length => (schedule, start, length)))).ToArbitrary(), outage =>
        {
            var (text, zone) = Schedules[outage.schedule];
            var cron = CronSchedule.Parse(text, zone);
            var served = new DateTimeOffset(2025, 12, 31, 23, 0, 7, TimeSpan.Zero).AddMinutes(outage.start);
            var now = served.AddMinutes(outage.length);
            var moments = new List<DateTimeOffset>();
            for (var moment = cron.After(served); moment <= now; moment = cron.After(moment.Value)) moments.Add(moment.Value);

            var due = Operator.TrainingJobs.Triggers.Schedules.Due(cron, served, now);
            if (moments.Count == 0)
            {
                due.ShouldBeNull();
                return;
            }

            due!.Value.Moment.ShouldBe(moments[^1]);
            due.Value.Missed.ShouldBe(Math.Min(moments.Count - 1, Operator.TrainingJobs.Triggers.Schedules.MostMissed));
            Operator.TrainingJobs.Triggers.Schedules.Due(cron, due.Value.Moment, now).ShouldBeNull();
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0 3 30 2 *", null, "spec.triggers[0].schedule.cron: '0 3 30 2 *': names a moment that never comes")]
    [InlineData("0 25 * * *", null, "spec.triggers[0].schedule.cron: '0 25 * * *': is no schedule")]
    [InlineData("0 3 * * *", "Berlin", "spec.triggers[0].schedule.timeZone: 'Berlin': there is no time zone 'Berlin'; write its IANA name")]
    public void What_is_no_schedule_is_refused(string cron, string? zone, string expected)
    {
        var spec = Support.Samples.Training().Spec with { Triggers = [Nightly() with { Schedule = new ScheduleTrigger { Cron = cron, TimeZone = zone } }] };
        TrainingJobValidation.Validate(spec).ShouldHaveSingleItem().ToString().ShouldStartWith(expected);
    }

    private static Trigger Nightly() => new() { Name = "nightly", Schedule = new ScheduleTrigger { Cron = "0 3 * * *" } };

    private static DateTimeOffset Utc(int day, int hour) => new(2026, 5, day, hour, 0, 0, TimeSpan.Zero);
}
