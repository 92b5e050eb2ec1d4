using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>TrainingJobs after an outage.</summary>
[Trait("Capability", "T4")]
public sealed class CatchUpTests
{
    [Fact]
    public void A_late_run_waits_for_its_turn_and_says_so()
    {
        var scene = Late(priority: 3);
        scene.IsRunning.ShouldBeFalse();
        var pending = scene.Status.Pending!;
        (pending.Reason, pending.Trigger, pending.Priority, pending.NotBefore).ShouldBe(("CatchUp", "nightly", 3, scene.Now.AddSeconds(15)));
        scene.Scene.Ready.Message.ShouldBe("was due at 2026-05-03 03:00:00 UTC and makes up for lost time: 5 such runs go on at once, by priority (spec.priority 3), then the newest first");
        scene.Scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromSeconds(15));

        scene.Scene.World = scene.Scene.World with { CatchUp = new CatchUpView(4, [new CatchUpPlace(7, scene.Now, "shop/a")]) };
        scene.Pass("1m").IsRunning.ShouldBeFalse("four run, and one goes before it");
        scene.Scene.World = scene.Scene.World with { CatchUp = new CatchUpView(4, [new CatchUpPlace(1, scene.Now, "shop/a")]) };
        scene.Pass("15s").IsRunning.ShouldBeTrue();
        (scene.Runs[0].Trigger!.CatchUp, scene.Runs[0].Trigger!.Missed, scene.Status.Pending).ShouldBe((true, 1, null));
    }

    [Fact]
    public void A_run_that_became_due_only_now_is_not_late()
    {
        var scene = Late(priority: 0);
        scene.Pass("15s").IsRunning.ShouldBeTrue();
        scene.Ends().Data(1002).Scene.Now = new DateTimeOffset(2026, 5, 4, 3, 0, 30, TimeSpan.Zero);
        scene.Scene.Settle();
        scene.Runs[0].Trigger!.CatchUp.ShouldBeNull();
    }

    /// <summary>However many are late, with whatever priorities: never more than the limit go on at once, each gets one run, and whoever begins has no waiting one before it.</summary>
    [Fact]
    public void They_go_by_priority_a_few_at_a_time() => Prop.ForAll(
        Gen.Choose(0, 3).ListOf(7).SelectMany(priorities => Gen.Choose(1, 3).SelectMany(slots => Gen.Choose(0, 1000).Select(seed => (priorities, slots, seed)))).ToArbitrary(), story =>
        {
            var random = new Random(story.seed);
            List<TriggerScene> scenes = [.. story.priorities.Select((priority, index) => Late(priority, $"job-{index}", story.slots))];
            var begun = new List<string>();
            for (var round = 0; round < 60 && begun.Count < scenes.Count; round++)
            {
                foreach (var scene in scenes.OrderBy(_ => random.Next()))
                {
                    var name = scene.Scene.World.Job.Metadata.Name!;
                    var before = scene.IsRunning;
                    var waiting = Places(scenes);
                    scene.Scene.Now = scene.Now.AddSeconds(15);
                    scene.Scene.World = scene.Scene.World with { CatchUp = View(scenes.Where(other => other != scene)) };
                    scene.Scene.Settle();
                    if (before || !scene.IsRunning) continue;
                    begun.Add(name);
                    waiting.Where(other => other.Name != $"shop/{name}").Count(other => other.CompareTo(waiting.Single(each => each.Name == $"shop/{name}")) < 0)
                        .ShouldBeLessThan(story.slots - View(scenes.Where(other => other != scene)).Running, "those before it have places too");
                    View(scenes).Running.ShouldBeLessThanOrEqualTo(story.slots);
                }

                if (scenes.Where(scene => scene.IsRunning).OrderBy(_ => random.Next()).FirstOrDefault() is { } one) one.Ends();
            }

            begun.Count.ShouldBe(scenes.Count);
            begun.ShouldBeUnique();
            scenes.ShouldAllBe(scene => scene.Runs.Count == 2);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Fact]
    public void The_newest_goes_first_among_equals()
    {
        CatchUpPlace[] places = [new(0, Samples.Now, "a"), new(1, Samples.Now.AddHours(-2), "b"), new(1, Samples.Now.AddHours(-1), "c"), new(0, Samples.Now, "A")];
        places.Order().Select(place => place.Name).ShouldBe(["c", "b", "A", "a"], ignoreOrder: false);
    }

    private static TriggerScene Late(int priority, string name = "click-model", int slots = 5)
    {
        var scene = new TriggerScene(spec => spec with { Priority = priority, Triggers = [new Trigger { Name = "nightly", Schedule = new ScheduleTrigger { Cron = "0 3 * * *" } }] });
        var job = scene.Scene.World.Job;
        scene.Scene.World = scene.Scene.World with
        {
            Job = job with { Metadata = job.Metadata with { Name = name, Uid = $"uid-{name}" } }, Settings = scene.Scene.World.Settings with { MaxCatchUpRuns = slots }, Children = StepObjects.None,
        };
        scene.Data(1001).Scene.Now = new DateTimeOffset(2026, 5, 3, 9, 0, 0, TimeSpan.Zero);
        scene.Scene.Settle();
        return scene;
    }

    private static List<CatchUpPlace> Places(IEnumerable<TriggerScene> scenes) =>
        [.. scenes.Select(scene => scene.Scene.World.Job).Where(job => job.Status!.Pending is not null).Select(job => CatchUpView.PlaceOf(job, job.Status!.Pending!.DueAt!.Value))];

    private static CatchUpView View(IEnumerable<TriggerScene> scenes) => new(scenes.Count(scene => scene.Runs is [{ State: RunState.Running, Trigger.CatchUp: true }, ..]), Places(scenes));
}
