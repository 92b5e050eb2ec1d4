using Slipway.DuckDb;

namespace Slipway.Engines.Tests.DuckDb;

public sealed class ConnectionTests : IDisposable
{
    private readonly Database database = Database.OpenInMemory(new DatabaseSettings { Threads = 2, MemoryLimitBytes = 256L << 20 });
    private readonly Connection connection;

    public ConnectionTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public void Settings_reach_the_engine()
    {
        connection.Scalar<long>("SELECT current_setting('threads')").ShouldBe(2);
        connection.Scalar<string>("SELECT current_setting('memory_limit')").ShouldBe("256.0 MiB");
        connection.Scalar<string>("SELECT current_setting('TimeZone')").ShouldBe("UTC");
        Database.EngineVersion.ShouldStartWith("v1.");
    }

    [Fact]
    public void An_unknown_setting_value_is_refused_with_its_name() =>
        Should.Throw<DuckDbException>(() => Database.OpenInMemory(new DatabaseSettings { Threads = 0 })).Message.ShouldContain("threads");

    [Fact]
    public void Parameters_of_every_kind_come_back_as_they_went_in()
    {
        var time = new DateTimeOffset(2026, 3, 1, 12, 30, 0, 5, TimeSpan.FromHours(2));
        using var result = connection.Query("SELECT ?, ?, ?, ?, ?, ?", default, "it's ü\0x", 42, 2.5, true, time, null);
        var row = result.ReadRows().ShouldHaveSingleItem();
        row.ShouldBe(["it's ü\0x", 42L, 2.5, true, time.UtcDateTime, null]);
    }

    [Fact]
    public void A_wrong_number_of_parameters_is_an_error() =>
        Should.Throw<DuckDbException>(() => connection.Execute("SELECT ?, ?", default, 1)).Message.ShouldContain("2 parameters but 1 values");

    [Fact]
    public void Several_statements_run_in_one_call()
    {
        connection.Execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)").ShouldBe(3);
        connection.Scalar<long>("SELECT sum(a) FROM t").ShouldBe(6);
    }

    [Fact]
    public void The_engines_message_and_kind_arrive()
    {
        var conversion = Should.Throw<DuckDbException>(() => connection.Execute("SELECT CAST('abc' AS INTEGER)"));
        conversion.Kind.ShouldBe(DuckDbErrorKind.Conversion);
        conversion.Message.ShouldContain("abc");
        Should.Throw<DuckDbException>(() => connection.Query("SELECT nothing FROM nowhere")).Message.ShouldContain("nowhere");
    }

    [Fact]
    public void An_error_in_the_middle_of_a_stream_is_not_taken_for_its_end()
    {
        // One thread: of several, those that the failing one stops may be the first to be heard, with "Interrupted".
        using var single = Database.OpenInMemory(new DatabaseSettings { Threads = 1 });
        using var reader = single.Connect();
        using var result = reader.Query("SELECT CASE WHEN i = 900000 THEN CAST('x' || i AS INTEGER) ELSE i END FROM range(1000000) t(i)");
        Should.Throw<DuckDbException>(() => { while (result.NextChunk() is not null) { } }).Message.ShouldContain("x900000");
    }

    [Fact]
    public async Task Cancellation_interrupts_a_running_statement()
    {
        using var source = new CancellationTokenSource();
        var work = Task.Run(() => connection.Execute("SELECT sum(a.i * b.i % 7) FROM range(1000000) a(i), range(1000000) b(i)", source.Token));
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(work.WaitAsync(TimeSpan.FromSeconds(30)));
        connection.Scalar<long>("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void Too_little_memory_without_a_folder_is_a_clear_error()
    {
        using var small = Database.OpenInMemory(new DatabaseSettings { MemoryLimitBytes = 16 << 20, TempDirectory = "", Threads = 1 });
        using var starved = small.Connect();
        Should.Throw<DuckDbException>(() => starved.Execute("CREATE TABLE t AS SELECT i, md5(i::VARCHAR) FROM range(5000000) t(i)"))
            .Kind.ShouldBe(DuckDbErrorKind.OutOfMemory);
    }
}
