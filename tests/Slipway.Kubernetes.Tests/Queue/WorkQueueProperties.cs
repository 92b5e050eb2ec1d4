using FsCheck;
using FsCheck.Fluent;
using Slipway.Kubernetes.Queue;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Queue;

/// <summary>Random histories of a queue, judged by what must hold in each of them.</summary>
public sealed class WorkQueueProperties
{
    private enum Step
    {
        Add,
        AddLater,
        Take,
        Done,
        Advance,
    }

    [Fact]
    [Trait("Capability", "P4")]
    public void No_key_has_two_workers_none_is_lost_and_none_comes_without_an_add()
    {
        var step = Gen.Elements(Enum.GetValues<Step>()).SelectMany(kind => Gen.Choose(0, 4).Select(key => (Kind: kind, Key: key)));
        var property = Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var time = new ManualTimeProvider();
            using var queue = new WorkQueue<int>(new WorkQueueOptions<int> { Time = time });
            var working = new HashSet<int>();
            var owed = new HashSet<int>();
            foreach (var (kind, key) in steps) Play(kind, key);
            foreach (var key in working.ToList()) Play(Step.Done, key);
            time.Advance(TimeSpan.FromHours(1));
            while (owed.Count > 0)
            {
                var left = owed.Count;
                Play(Step.Take, 0);
                if (owed.Count == left) throw new InvalidOperationException($"keys {string.Join(",", owed)} were added and never handed out");
            }

            return queue.Count == 0;

            void Play(Step kind, int key)
            {
                switch (kind)
                {
                    case Step.Add:
                        queue.Add(key, priority: key % 2);
                        owed.Add(key);
                        break;
                    case Step.AddLater:
                        queue.AddAfter(key, TimeSpan.FromSeconds(key + 1));
                        owed.Add(key);
                        break;
                    case Step.Take when TakeNow(queue) is { } taken:
                        if (!working.Add(taken)) throw new InvalidOperationException($"key {taken} has two workers");
                        if (!owed.Remove(taken)) throw new InvalidOperationException($"key {taken} came without an add");
                        break;
                    case Step.Done when working.Remove(key):
                        queue.Done(key);
                        break;
                    case Step.Advance:
                        time.Advance(TimeSpan.FromSeconds(key));
                        break;
                }
            }
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static int? TakeNow(WorkQueue<int> queue)
    {
        using var now = new CancellationTokenSource();
        var take = queue.TakeAsync(now.Token);
        if (take.IsCompletedSuccessfully) return take.Result?.Key;
        now.Cancel();
        return null;
    }
}
