using Microsoft.Extensions.Logging;
using Slipway.Server.Predictor;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Testing;

namespace Slipway.Server.Tests.Predictor.Events;

[Trait("Capability", "F12")]
public sealed class EventLogTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-table-").FullName;
    private readonly ManualTimeProvider clock = new();
    private readonly Lines lines = new();
    private readonly PredictorState state = new();

    private string Table => Path.Combine(folder, "lookups.json");

    [Fact]
    public async Task A_table_that_cannot_be_read_leaves_the_one_before_in_use_and_an_unchanged_log_stays_as_it_is()
    {
        Clicks.WriteTable(Table, Clicks.Log("/a"));
        using var table = await StartAsync();
        var before = table.Find(Clicks.Dataset).ShouldNotBeNull();

        File.WriteAllText(Table, "damaged");
        await TellAsync("cannot be read");
        table.Find(Clicks.Dataset).ShouldBeSameAs(before);

        Clicks.WriteTable(Table, Clicks.Log("/a"), Clicks.Log("/b", "orders"), Clicks.Log("gopher://c", "views"), Clicks.Log("/d", "visits") with { EventTime = "moment" });
        await TellAsync("Events of Dataset orders are kept below file:///b");
        await TellAsync("The event log of Dataset 'views' is not used: 'gopher://c' is no storage URI");
        await TellAsync("The event log of Dataset 'visits' is not used: Dataset 'visits' has no column 'moment' that could be the event time");
        table.Datasets.ShouldBe([Clicks.Dataset, "orders"]);
        table.Find(Clicks.Dataset).ShouldBeSameAs(before);

        Clicks.WriteTable(Table, Clicks.Log("/e"));
        await TellAsync("are kept below file:///e");
        table.Datasets.ShouldBe([Clicks.Dataset]);
    }

    [Fact]
    public async Task Without_a_table_it_says_so_instead_of_knowing_no_dataset()
    {
        using var table = await StartAsync();
        table.Obstacle.ShouldNotBeNull().ShouldContain($"the lookup table {Table} cannot be read");

        Clicks.WriteTable(Table, Clicks.Log("/a"));
        await TellAsync("are kept below file:///a");

        table.Obstacle.ShouldBeNull();
    }

    public void Dispose()
    {
        state.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<EventLogTable> StartAsync()
    {
        var table = new EventLogTable(new PredictorOptions { ModelUri = "file:///model", LookupsConfig = Table }, new PredictorMetrics(state), clock, lines);
        await table.StartAsync(TestContext.Current.CancellationToken);
        return table;
    }

    private Task TellAsync(string message) => Eventually.TrueAsync(() =>
    {
        clock.Advance(TimeSpan.FromSeconds(2));
        lock (lines) return Task.FromResult(lines.Exists(line => line.Contains(message, StringComparison.Ordinal)));
    });

    private sealed class Lines : List<string>, ILogger<EventLogTable>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (this) Add(formatter(state, exception));
        }
    }
}
