using System.Text;
using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Receiving;
using Slipway.Server.Predictor.Events.Schema;

namespace Slipway.Server.Tests.Predictor.Events;

[Trait("Capability", "F12")]
public sealed class EventSchemaTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 6, 0, 0, TimeSpan.Zero);
    private static readonly ServedLog Log = new(Clicks.Log("/log"));

    [Theory]
    [InlineData("""{"event_id":7,"event_time":"2026-11-27T06:00:00Z","price":1e2,"clicked":true}""", """{"event_id":7,"event_time":"2026-11-27T06:00:00.000000Z","price":100,"clicked":true}""")]
    [InlineData("""{"event_time":"2026-11-27 08:30:00.1234567+02:30","event_id":"-7"}""", """{"event_id":-7,"event_time":"2026-11-27T06:00:00.123456Z"}""")]
    [InlineData("""{"event_id":9223372036854775807,"event_time":"2026-11-27T06:00","day":"2026-11-27","user":"","code":"AB-12"}""", """{"event_id":9223372036854775807,"event_time":"2026-11-27T06:00:00.000000Z","code":"AB-12","day":"2026-11-27"}""")]
    [InlineData("""{"event_id":1,"event_time":"2026-11-27","user":12.50,"clicked":0,"price":null,"country":"DE"}""", """{"event_id":1,"event_time":"2026-11-27T00:00:00.000000Z","user":"12.50","clicked":false,"country":"DE"}""")]
    [InlineData("""{"event_id":1,"event_time":"2026-11-27T06:00:00-00","user":"a\n\"ü\""}""", """{"event_id":1,"event_time":"2026-11-27T06:00:00.000000Z","user":"a\n\"ü\""}""")]
    public void What_is_taken_has_one_form_in_the_log(string sent, string kept)
    {
        var bundle = Read(sent);

        bundle.Faults.Kept.ShouldBeEmpty();
        Encoding.UTF8.GetString(bundle.Lines.Span).ShouldBe(kept + "\n");
        Encoding.UTF8.GetString(Read(kept).Lines.Span).ShouldBe(kept + "\n", "what was written is read the same");
    }

    [Theory]
    [InlineData("\"event_id\":1.5", "event_id", "1.5", "is no Int64")]
    [InlineData("\"event_id\":9223372036854775808", "event_id", "9223372036854775808", "is no Int64")]
    [InlineData("\"event_id\":\"0x10\"", "event_id", "0x10", "is no Int64")]
    [InlineData("\"event_id\":true", "event_id", "true", "is no Int64")]
    [InlineData("\"event_id\":null", "event_id", null, "is missing")]
    [InlineData("\"event_time\":1764223200", "event_time", "1764223200", "is no Timestamp")]
    [InlineData("\"event_time\":\"2026-02-30T00:00:00Z\"", "event_time", "2026-02-30T00:00:00Z", "is no Timestamp")]
    [InlineData("\"event_time\":\"2026-11-27T06:00:00+1\"", "event_time", "2026-11-27T06:00:00+1", "is no Timestamp")]
    [InlineData("\"event_time\":\"2026-11-26T05:59:59Z\"", "event_time", null, "is more than 24h ago")]
    [InlineData("\"event_time\":\"2026-11-27T06:01:01Z\"", "event_time", null, "is more than 1m ahead of this server's clock, 2026-11-27T06:00:00.0000000+00:00")]
    [InlineData("\"price\":-0.5", "price", "-0.5", "is below the minimum")]
    [InlineData("\"price\":1000.5", "price", "1000.5", "is above the maximum")]
    [InlineData("\"price\":1e400", "price", "1e400", "is no Float64")]
    [InlineData("\"price\":\"NaN\"", "price", "NaN", "is no Float64")]
    [InlineData("\"price\":[1]", "price", null, "is an array")]
    [InlineData("\"clicked\":\"yes\"", "clicked", "yes", "is no Boolean")]
    [InlineData("\"country\":\"UK\"", "country", "UK", "is not among the allowed values")]
    [InlineData("\"code\":\"AB-1x\"", "code", "AB-1x", "does not match the pattern")]
    [InlineData("\"day\":\"2026-11-27T00:00:00\"", "day", "2026-11-27T00:00:00", "is no Date")]
    [InlineData("\"user\":\"a name of somebody\"", "user", null, "is too long")]
    [InlineData("\"user\":\"\\ud800\"", "user", null, "is no valid Unicode text")]
    [InlineData("\"prise\":1", "prise", null, "is no column of the dataset")]
    [InlineData("\"price\":1,\"price\":2", "price", null, "stands twice")]
    public void What_is_not_taken_is_told_with_field_value_and_remedy(string field, string name, string? value, string problem)
    {
        string[] required = ["\"event_id\":1", "\"event_time\":\"2026-11-27T06:00:00Z\""];
        var sent = "{" + string.Join(',', required.Where(each => each.Split(':')[0] != field.Split(':')[0]).Append(field)) + "}";

        var fault = Read(sent).Faults.Kept.ShouldHaveSingleItem();

        (fault.Index, fault.Field, fault.Value, fault.Problem).ShouldBe((0, name, value, problem));
        fault.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public void Lines_an_array_and_a_single_object_are_the_same_events()
    {
        var (first, second) = (Clicks.Event(1, Now), Clicks.Event(2, Now));

        var lines = Read($"{first}\r\n\n{second}\n");

        lines.Events.ShouldBe(2);
        Read($"[{first},\n {second}]").Lines.ToArray().ShouldBe(lines.Lines.ToArray());
        Read(first).Events.ShouldBe(1);
        Read(" \n").Events.ShouldBe(0);
        Read("[]").Events.ShouldBe(0);
        Read($"{first} 7 [[]]").Faults.Kept.Select(fault => fault.Problem).ShouldBe(["is no JSON object", "is no JSON object"]);
        Should.Throw<JsonException>(() => Read($"{first}\n{{\"event_id\":"));
    }

    [Fact]
    public void All_faults_are_counted_and_the_first_are_told()
    {
        var body = string.Join('\n', Enumerable.Range(0, 30).Select(id => id % 3 == 0 ? Clicks.Event(id, Now) : "{\"event_id\":\"x\"}"));

        var faults = Read(body).Faults;

        (faults.Count, faults.Events, faults.Kept.Count).ShouldBe((40, 20, 20), "each of the 20 has a wrong id and no time");
        faults.Kept[0].ShouldBe(new EventFault(1, "event_id", "x", "is no Int64", "send a whole number of at most 64 bits"));
        faults.Kept[1].ShouldBe(new EventFault(1, "event_time", null, "is missing", "send a time such as \"2026-11-27T06:00:00.125Z\""));
    }

    [Fact]
    public void An_event_that_a_snapshot_could_not_read_for_its_size_is_not_taken()
    {
        var log = new ServedLog(Clicks.Log("/log") with { Columns = [.. Clicks.Columns.Select(column => column.Name == "user" ? column with { MaxLength = null } : column)] });

        var bundle = EventBundle.Read(Encoding.UTF8.GetBytes(Clicks.Event(1, Now, user: new string('a', 1 << 20))), log, Now);

        bundle.Faults.Kept.ShouldHaveSingleItem().Problem.ShouldBe("is larger than 1048576 bytes");
    }

    [Theory]
    [InlineData("[[:alpha:]_]+\\d", "ab_4", "ab_٤")]
    [InlineData("\\w+", "ab_4", "ü")]
    [InlineData("a.c|b", "b", "ab")]
    [InlineData("(?P<x>a)[]b]", "a]", "ac")]
    [InlineData("[^\\s]+", "a", "a b")]
    [InlineData("\\S+\\.", "a.", "a")]
    [InlineData("[a[b]+", "[b", "]")]
    [InlineData("ab$", "ab", "ab\n")]
    public void Patterns_match_as_RE2_does(string pattern, string matches, string other)
    {
        Re2Pattern.TryTranslate(pattern, out var expression).ShouldBeTrue();

        expression!.IsMatch(matches).ShouldBeTrue();
        expression.IsMatch(other).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\\bword\\b")]
    [InlineData("[\\D]")]
    [InlineData("\\pL")]
    [InlineData("\\Qa.b\\E")]
    [InlineData("(?U)a+")]
    public void Patterns_that_the_two_read_differently_are_left_to_the_snapshot(string pattern)
    {
        Re2Pattern.TryTranslate(pattern, out _).ShouldBeFalse();
        var log = new ServedLog(Clicks.Log("/log") with { Columns = [.. Clicks.Columns, new Column { Name = "odd", Type = ColumnType.String, Nullable = true, Pattern = pattern }] });
        log.Schema.Columns[^1].LeavesPattern.ShouldBeTrue();
        EventBundle.Read(Encoding.UTF8.GetBytes("""{"event_id":1,"event_time":"2026-11-27T06:00:00Z","odd":"?"}"""), log, Now).Faults.Count.ShouldBe(0);
    }

    private static EventBundle Read(string body) => EventBundle.Read(Encoding.UTF8.GetBytes(body), Log, Now);
}
