using FsCheck;
using FsCheck.Fluent;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Schema;
using Slipway.Server.Predictor.Events.Windows;

namespace Slipway.Server.Tests.Predictor.Events;

[Trait("Capability", "F12")]
public sealed class WindowStateTests
{
    private const long Second = 1_000_000;
    private static readonly WindowFunction[] Functions = Enum.GetValues<WindowFunction>();

    private static readonly Gen<(int User, int Time, double? Price)> AnEvent =
        from user in Gen.Choose(0, 2)
        from time in Gen.Choose(-700, 3600)
        from price in Gen.Frequency((1, Gen.Constant<double?>(null)), (4, Gen.Choose(0, 100).Select(cents => (double?)(cents / 10.0))))
        select (user, time, price);

    private static readonly Gen<(int Length, int Slide, int Lateness)> AShape =
        from slide in Gen.Choose(1, 90)
        from slides in Gen.Choose(1, 20)
        from lateness in Gen.Choose(0, 100)
        select (slide * slides, slide, lateness);

    [Fact]
    public void A_window_is_what_the_definition_says_of_all_events_in_any_order_at_any_time() => Prop.ForAll(
        (from shape in AShape from events in AnEvent.ListOf() from clocks in Gen.Choose(-1000, 4000).NonEmptyListOf() select (shape, events, clocks)).ToArbitrary(),
        each =>
        {
            var (length, slide, lateness) = each.shape;
            var binding = Binding(length, slide, lateness);
            var pending = new Queue<(int User, int Time, double? Price)>(each.events);
            var seen = new List<(int User, int Time, double? Price)>();
            var now = long.MinValue;
            foreach (var clock in each.clocks.Order())
            {
                // Time goes on, events come late or early, and what is too old for every later window is let go.
                now = clock * Second;
                for (var i = 0; i < (each.events.Count / each.clocks.Count) + 1 && pending.TryDequeue(out var next); i++)
                {
                    Add(binding, next, now);
                    seen.Add(next);
                }

                if (clock % 2 == 0) binding.State.Sweep(now);
                for (var user = 0; user < 3; user++) Read(binding, user, now).ShouldBe(Naive(seen, user, clock, length, slide, lateness), $"user {user} at {clock} with {each.shape}");
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_events_does_not_show_in_sums()
    {
        var random = new Random(3);
        var prices = Enumerable.Range(0, 5000).Select(_ => Math.Exp(random.NextDouble() * 30) * (random.Next(2) == 0 ? 1 : -1)).ToArray();
        var reference = Sum(prices);

        for (var run = 0; run < 20; run++)
        {
            random.Shuffle(prices);
            Sum(prices).ShouldBe(reference);
        }

        double Sum(double[] values)
        {
            var binding = Binding(600, 1, 0);
            for (var i = 0; i < values.Length; i++) Add(binding, (0, i % 600, values[i]), 600 * Second);
            return Read(binding, 0, 600 * Second)[1];
        }
    }

    [Fact]
    public void Entities_without_events_in_any_window_to_come_are_let_go()
    {
        var binding = Binding(600, 60, 0);
        for (var user = 0; user < 100; user++) Add(binding, (user, user * 10, 1), 1000 * Second);
        binding.State.Entities.ShouldBe(70, "what is older than the window is not even begun, but for one slide");

        binding.State.Sweep(1500 * Second);
        binding.State.Entities.ShouldBe(16);
        binding.State.Sweep(2000 * Second);
        binding.State.Entities.ShouldBe(0);
    }

    [Fact]
    public async Task Readers_and_the_writer_meet_without_harm()
    {
        var binding = Binding(600, 1, 0);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var reads = 0L;
            for (; !stop.IsCancellationRequested || reads == 0; reads++)
            {
                var values = Read(binding, 1, 600 * Second);
                // All prices are 2, so whatever is seen must agree with itself.
                values[1].ShouldBe(2 * values[0]);
                if (values[0] > 0) (values[2], values[3], values[4]).ShouldBe((2, 2, 2));
            }

            return reads;
        })).ToArray();

        for (var i = 0; i < 200_000; i++) Add(binding, (1, i * 7 % 600, 2), 600 * Second);
        await stop.CancelAsync();

        (await Task.WhenAll(readers)).ShouldAllBe(reads => reads > 0);
        Read(binding, 1, 600 * Second)[0].ShouldBe(200_000);
    }

    [Theory]
    [InlineData("10m", "7m", "the length has to be a multiple of the slide, at most 1000 of them")]
    [InlineData("1001s", "1s", "the length has to be a multiple of the slide, at most 1000 of them")]
    [InlineData("10m", "0s", "the length has to be a multiple of the slide, at most 1000 of them")]
    public void Windows_that_are_none_are_refused(string length, string slide, string message) =>
        Should.Throw<InvalidDataException>(() => SlideClock.Of(Window(Duration.Parse(length), Duration.Parse(slide), Duration.Parse("0s")))).Message.ShouldContain(message);

    private static ModelWindow Window(Duration length, Duration slide, Duration lateness) =>
        Clicks.Window([.. Functions.Select(function => (function.ToString(), function, (string?)"price")), ("events", WindowFunction.Count, null)]) with { Length = length, Slide = slide, Lateness = lateness };

    private static WindowBinding Binding(int length, int slide, int lateness) => new(
        Window(new Duration(TimeSpan.FromSeconds(length)), new Duration(TimeSpan.FromSeconds(slide)), new Duration(TimeSpan.FromSeconds(lateness))),
        new ServedLog(Clicks.Log("/log") with { Columns = [.. Clicks.Columns.Select(column => column with { Minimum = null, Maximum = null })] }));

    private static void Add(WindowBinding binding, (int User, int Time, double? Price) each, long now)
    {
        var values = new EventValue[Clicks.Columns.Count];
        values[1] = EventValue.OfMoment(each.Time * Second);
        values[2] = EventValue.Of($"u{each.User}");
        if (each.Price is { } price) values[3] = EventValue.Of(price);
        binding.Add(values, now);
    }

    private static double[] Read(WindowBinding binding, int user, long now)
    {
        var key = new Slipway.Lookups.EntityKey(new byte[64]);
        key.Add(System.Text.Encoding.UTF8.GetBytes($"u{user}"));
        var total = new double[binding.State.Width];
        binding.State.Read(key.Bytes, binding.State.Clock.EndAt(now), total);
        return [.. Enumerable.Range(0, binding.Functions.Count).Select(input => Math.Round(binding.Value(input, total), 6))];
    }

    /// <summary>The definition, word by word: Count, Sum, Mean, Min and Max of the price, then the number of events.</summary>
    private static double[] Naive(IEnumerable<(int User, int Time, double? Price)> events, int user, int now, int length, int slide, int lateness)
    {
        var end = Math.Floor((now - lateness) / (double)slide) * slide;
        var inside = events.Where(each => each.User == user && each.Time >= end - length && each.Time < end).ToList();
        var prices = inside.Where(each => each.Price is not null).Select(each => each.Price!.Value).ToList();
        double[] values = prices.Count == 0
            ? [0, 0, double.NaN, double.NaN, double.NaN, inside.Count]
            : [prices.Count, prices.Sum(), prices.Average(), prices.Min(), prices.Max(), inside.Count];
        return [.. values.Select(value => Math.Round(value, 6))];
    }
}
