using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>
/// Parts of a moment and spans between moments. A time is a number of seconds; all parts come from whole seconds by arithmetic that is exact in 64-bit
/// floating point, because the engines' own date functions differ in their edges.
/// </summary>
internal static class TimeFunctions
{
    public static readonly FunctionDefinition[] All =
    [
        Part("year", (nodes, seconds) => Civil(nodes, seconds).Year, "Year of the Gregorian calendar."),
        Part("month", (nodes, seconds) => Civil(nodes, seconds).Month, "Month, 1 to 12."),
        Part("day", (nodes, seconds) => Civil(nodes, seconds).Day, "Day of the month, 1 to 31."),
        Part("day_of_week", DayOfWeek, "Day of the week, 0 for Monday to 6 for Sunday."),
        Part("day_of_year", (nodes, seconds) => DayOfYear(nodes, Days(nodes, seconds), Civil(nodes, seconds).Year), "Day of the year, 1 to 366."),
        Part("week_of_year", WeekOfYear, "Week by ISO 8601, 1 to 53: it begins on Monday, and week 1 has the first Thursday of the year."),
        Part("is_weekend", (nodes, seconds) => nodes.Logical(Operation.LessOrEqual, nodes.Number(5), DayOfWeek(nodes, seconds)), "Whether it is Saturday or Sunday.", ValueType.Boolean),
        Part("hour", (nodes, seconds) => Modulo(nodes, FloorOf(nodes, seconds, 3600), 24), "Hour, 0 to 23."),
        Part("minute", (nodes, seconds) => Modulo(nodes, FloorOf(nodes, seconds, 60), 60), "Minute, 0 to 59."),
        Span("days_between", 86400, "Days from a to b, with fraction; negative when b is earlier."),
        Span("hours_between", 3600, "Hours from a to b, with fraction."),
        Span("seconds_between", 1, "Seconds from a to b, with fraction."),
    ];

    private static FunctionDefinition Part(string name, Func<NodeFactory, Node, Node> part, string meaning, ValueType result = ValueType.Number) =>
        new(name, [new("time", Time), new("zone", TextLiteral, Optional: true)], result, (to, call) => part(to.Nodes, LocalSeconds(to, call)),
            meaning + " In UTC, or in the time zone given by its IANA name, such as 'Europe/Berlin'.");

    private static FunctionDefinition Span(string name, double unit, string meaning) =>
        new(name, [new("a", Time), new("b", Time)], ValueType.Number, (to, call) =>
        {
            var seconds = to.Nodes.Numeric(Operation.Subtract, to.Lower(call.Arguments[1]), to.Lower(call.Arguments[0]));
            return unit == 1 ? seconds : to.Nodes.Numeric(Operation.Divide, seconds, to.Nodes.Number(unit));
        }, meaning);

    private static Node LocalSeconds(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var seconds = nodes.Numeric(Operation.Floor, to.Lower(call.Arguments[0]));
        if (call.Arguments.Count == 1) return seconds;
        var (transitions, offsets) = to.TimeZone(call, (TextSyntax)call.Arguments[1]);
        if (offsets.Length == 1) return Plus(nodes, seconds, offsets[0]);
        var period = nodes.WithNumbers(Operation.Bucket, seconds, transitions);
        return nodes.Numeric(Operation.Add, seconds, nodes.WithNumbers(Operation.ElementAt, period, offsets));
    }

    private static Node Days(NodeFactory nodes, Node seconds) => FloorOf(nodes, seconds, 86400);

    private static Node DayOfWeek(NodeFactory nodes, Node seconds) => Modulo(nodes, Plus(nodes, Days(nodes, seconds), 3), 7);

    /// <summary>Days since the last day of the year before; 1970 is 1969 years and 477 leap days after the first of January of the year 1.</summary>
    private static Node DayOfYear(NodeFactory nodes, Node days, Node year)
    {
        var before = Plus(nodes, year, -1);
        var leapDays = Sum(nodes, Minus(nodes, FloorOf(nodes, before, 4), FloorOf(nodes, before, 100)), FloorOf(nodes, before, 400));
        var firstDay = Plus(nodes, Sum(nodes, Times(nodes, before, 365), leapDays), -719162);
        return Plus(nodes, Minus(nodes, days, firstDay), 1);
    }

    /// <summary>The week belongs to the year that its Thursday is in.</summary>
    private static Node WeekOfYear(NodeFactory nodes, Node seconds)
    {
        var thursday = Plus(nodes, Minus(nodes, Days(nodes, seconds), DayOfWeek(nodes, seconds)), 3);
        var dayOfYear = DayOfYear(nodes, thursday, Civil(nodes, Times(nodes, thursday, 86400)).Year);
        return Plus(nodes, FloorOf(nodes, Plus(nodes, dayOfYear, -1), 7), 1);
    }

    /// <summary>Date from days since 1970-01-01, counted in 400-year eras that begin on the first of March.</summary>
    private static (Node Year, Node Month, Node Day) Civil(NodeFactory nodes, Node seconds)
    {
        var day = Plus(nodes, FloorOf(nodes, seconds, 86400), 719468);
        var era = FloorOf(nodes, day, 146097);
        var dayOfEra = Minus(nodes, day, Times(nodes, era, 146097));
        var corrected = Minus(nodes, Sum(nodes, Minus(nodes, dayOfEra, FloorOf(nodes, dayOfEra, 1460)), FloorOf(nodes, dayOfEra, 36524)), FloorOf(nodes, dayOfEra, 146096));
        var yearOfEra = FloorOf(nodes, corrected, 365);
        var leapDays = Minus(nodes, FloorOf(nodes, yearOfEra, 4), FloorOf(nodes, yearOfEra, 100));
        var dayOfYear = Minus(nodes, dayOfEra, Sum(nodes, Times(nodes, yearOfEra, 365), leapDays));
        var marchMonth = FloorOf(nodes, Plus(nodes, Times(nodes, dayOfYear, 5), 2), 153);
        var dayOfMonth = Plus(nodes, Minus(nodes, dayOfYear, FloorOf(nodes, Plus(nodes, Times(nodes, marchMonth, 153), 2), 5)), 1);
        var beforeJanuary = nodes.Logical(Operation.Less, marchMonth, nodes.Number(10));
        var month = nodes.Choice(Operation.Select, beforeJanuary, Plus(nodes, marchMonth, 3), Plus(nodes, marchMonth, -9));
        var marchYear = Sum(nodes, yearOfEra, Times(nodes, era, 400));
        return (nodes.Choice(Operation.Select, beforeJanuary, marchYear, Plus(nodes, marchYear, 1)), month, dayOfMonth);
    }

    private static Node Modulo(NodeFactory nodes, Node x, double by) => Minus(nodes, x, Times(nodes, FloorOf(nodes, x, by), by));

    private static Node FloorOf(NodeFactory nodes, Node x, double divisor) =>
        nodes.Numeric(Operation.Floor, nodes.Numeric(Operation.Divide, x, nodes.Number(divisor)));

    private static Node Plus(NodeFactory nodes, Node x, double addend) => nodes.Numeric(Operation.Add, x, nodes.Number(addend));

    private static Node Times(NodeFactory nodes, Node x, double factor) => nodes.Numeric(Operation.Multiply, x, nodes.Number(factor));

    private static Node Sum(NodeFactory nodes, Node a, Node b) => nodes.Numeric(Operation.Add, a, b);

    private static Node Minus(NodeFactory nodes, Node a, Node b) => nodes.Numeric(Operation.Subtract, a, b);
}
