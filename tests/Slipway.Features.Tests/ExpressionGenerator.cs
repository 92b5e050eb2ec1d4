using Slipway.Features.Language;

namespace Slipway.Features.Tests;

/// <summary>Makes well-typed expressions over the columns of <see cref="Shop"/> and rows full of edge cases; the seed decides everything.</summary>
internal sealed class ExpressionGenerator(int seed)
{
    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 0.5, 2.5, -2.5, 3, 7, 10, 0.1, 100, 1e10, -1e10, 9007199254740993, 1e38, 3.4028235e38, 3.5e38, -1e39, 1e300, -1e308, 1.7976931348623157e308, 1e-300, 5e-324, -5e-324,
        2.2250738585072014e-308, 1e-310, 1e-40, 1.00000001, 0.99999999999, 9007199254740992, -9007199254740993, 9007199254740991, 1e308, 3.4028235677973366e38,
    ];

    private static readonly string[] Texts =
    [
        "DE", "AT", "de", "Ä", "ä", "merino wool", "red  wool", " ", "a", "a b c", "it's", "100%", "_", "(", "\\", "x.y", "日本", "🧶", "new\nline", "Ünïcode WOOL", "wool", "İI", "\"", "NULL", "nan",
    ];

    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"];

    /// <summary>Whole seconds at which some zone of <see cref="Zones"/> changes its offset, and the days at which years and weeks of the calendar meet.</summary>
    private static readonly DateTime[] Edges =
    [
        new(2024, 3, 31, 1, 0, 0), new(2024, 10, 27, 1, 0, 0), new(2021, 3, 14, 7, 0, 0), new(2021, 11, 7, 6, 0, 0), new(1985, 12, 31, 18, 30, 0), new(2019, 2, 17, 2, 0, 0), new(2022, 4, 2, 15, 0, 0),
        new(1970, 1, 1), new(2000, 2, 29), new(1900, 3, 1), new(2020, 12, 28), new(2021, 1, 4), new(2016, 1, 3), new(2100, 1, 1), new(1600, 12, 31),
    ];

    private static readonly string[] Parts = ["year", "month", "day", "day_of_week", "day_of_year", "week_of_year", "hour", "minute"];

    private static readonly string[] Patterns =
    [
        "[A-Z]{2}", "[a-z ]+", ".", "..", ".*wool", "(Ä|ä|DE)?", "[^a-z]*", @"\(|\|_|100%", "(.[a-z]{0,3} ?){1,4}", "🧶+", "[À-ÿ日].*", "unseen [0-9]+", @"x\.y|new[
]line", ".{0,2}(a|b)*.*",
    ];

    private readonly Random random = new(seed);

    /// <summary>An expression that all engines compute bit for bit: everything but logarithm and exponential.</summary>
    public Syntax Feature() => random.Next(10) switch
    {
        0 => Call("one_hot", Text(2), Count(1, 6)),
        1 => Call("one_hot", Number(2), Count(1, 6)),
        2 => random.Next(2) == 0 ? Call("bag_of_words", Text(1), Count(1, 6)) : Call("one_hot", Boolean(2)),
        5 when random.Next(2) == 0 => Call("hash_words", Text(2), Count(1, 7), Count(1, 4), new TextSyntax(0, Pick("counts", "signed", "unit"))),
        3 or 4 => Boolean(4),
        _ => Number(4),
    };

    /// <summary>An expression with one logarithm or exponential on top, which the engines compute up to the last bit.</summary>
    public Syntax NearlyExactFeature()
    {
        var inner = Call(Pick("log", "log1p", "exp"), Number(3));
        return random.Next(3) switch { 0 => inner, 1 => Call("*", inner, new NumberSyntax(0, 3)), _ => Call("coalesce", inner, new NumberSyntax(0, -1)) };
    }

    /// <summary>A condition.</summary>
    public Syntax Condition() => Boolean(3);

    public Dictionary<string, object?> Row() => new()
    {
        ["price"] = Missing() ? null : AnyNumber(),
        ["discount"] = Missing() ? null : random.Next(3) == 0 ? random.Next(-3, 4) : AnyNumber(),
        ["quantity"] = Missing() ? null : random.Next(10) switch { 0 => long.MaxValue, 1 => long.MinValue, 2 => 9007199254740993, _ => (long)random.Next(-3, 30) },
        ["returning"] = Missing() ? null : random.Next(2) == 0,
        ["country"] = Missing() ? null : AnyText(),
        ["search"] = Missing() ? "" : random.Next(3) == 0 ? $"{AnyText()} {AnyText()}" : AnyText(),
        ["clicked_at"] = Missing() ? null : random.Next(3) == 0 ? Pick(Edges).AddMicroseconds(random.Next(-2, 3) * Pick(1, 999_999, 1_000_000, 500_000)) : new DateTime(1800, 1, 1).AddSeconds(random.NextInt64(16_000_000_000)).AddMicroseconds(random.Next(1_000_000)),
        ["birthday"] = Missing() ? null : new DateOnly(1900, 1, 1).AddDays(random.Next(60_000)),
    };

    private Syntax Number(int depth)
    {
        if (depth == 0) return random.Next(4) == 0 ? Literal() : Name(Pick("price", "discount", "quantity"));
        return random.Next(27) switch
        {
            0 or 1 => Call("+", Number(depth - 1), Number(depth - 1)),
            2 => Call("-", Number(depth - 1), Number(depth - 1)),
            3 => Call("*", random.Next(2) == 0 ? Number(depth - 1) : Call("/", new NumberSyntax(0, 1), Number(depth - 1)), Number(depth - 1)),
            4 or 5 => Call("/", Number(depth - 1), Number(depth - 1)),
            6 => Call(Pick("abs", "floor", "ceil", "round", "sqrt", "negate"), Number(depth - 1)),
            7 => Call(Pick("min", "max"), Number(depth - 1), Number(depth - 1), Number(0)),
            8 => Call("clip", Number(depth - 1), Number(0), Number(0)),
            9 => Call("bucketize", Number(depth - 1), new ListSyntax(0, [.. Distinct(random.Next(1, 6)).Order().Select(value => new NumberSyntax(0, value))])),
            10 => Call("coalesce", Number(depth - 1), Number(depth - 1)),
            11 => Call("if", Boolean(depth - 1), Number(depth - 1), Number(depth - 1)),
            12 => Call("number", Boolean(depth - 1)),
            13 => Call("missing_if", Number(depth - 1), Literal()),
            14 => Call("ordinal", Text(depth - 1), Count(1, 8)),
            15 => Call("frequency", Text(depth - 1), Count(1, 8)),
            16 => Call("word_count", Text(depth - 1)),
            17 => random.Next(2) == 0 ? Call("standardize", Clipped(depth - 1)) : Call("min_max", Clipped(depth - 1)),
            18 => Call("quantile_bucketize", Clipped(depth - 1), Count(2, 9)),
            19 => Call("impute", Clipped(depth - 1), new NameSyntax(0, Pick("mean", "median", "mode"), false)),
            20 => Call("quantize", Number(depth - 1), Literal()),
            21 or 23 => random.Next(2) == 0 ? Call(Pick(Parts), Time(depth - 1)) : Call(Pick(Parts), Time(depth - 1), new TextSyntax(0, Pick(Zones))),
            24 => Call("hash", Text(depth - 1), new NumberSyntax(0, Pick(1, 2, 7, 32, 1000, 1_000_000))),
            25 => Call("rate", Text(depth - 1), Time(depth - 1), new TextSyntax(0, "EUR")),
            22 => Call(Pick("days_between", "hours_between", "seconds_between"), Time(depth - 1), Time(depth - 1)),
            _ => Call("/", new NumberSyntax(0, 1), Number(depth - 1)),
        };
    }

    private Syntax Boolean(int depth)
    {
        if (depth == 0) return random.Next(2) == 0 ? Name("returning") : Call("is_missing", Name(Pick("price", "country")));
        return random.Next(12) switch
        {
            10 => Call("is_weekend", Time(depth - 1)),
            11 => Call("matches", Text(depth - 1), new TextSyntax(0, Pick(Patterns))),
            0 => Call(Pick("<", "<=", ">", ">=", "==", "!="), Number(depth - 1), Number(depth - 1)),
            1 => Call(Pick("and", "or"), Boolean(depth - 1), Boolean(depth - 1)),
            2 => Call("not", Boolean(depth - 1)),
            3 => Call("is_missing", random.Next(3) switch { 0 => Number(depth - 1), 1 => Boolean(depth - 1), _ => Text(depth - 1) }),
            4 => Call(Pick("==", "!="), Text(depth - 1), Text(depth - 1)),
            5 => Call(Pick("contains", "starts_with", "ends_with"), Text(depth - 1), TextLiteral()),
            6 => Call("in", Text(depth - 1), new ListSyntax(0, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(Texts)).Distinct().Select(text => new TextSyntax(0, text))])),
            7 => Call("in", Number(depth - 1), new ListSyntax(0, [.. Distinct(random.Next(1, 4)).Select(value => new NumberSyntax(0, value))])),
            8 => Call("if", Boolean(depth - 1), Boolean(depth - 1), Boolean(depth - 1)),
            _ => Call(Pick("coalesce", "==", "!="), Boolean(depth - 1), Boolean(depth - 1)),
        };
    }

    private Syntax Text(int depth)
    {
        if (depth == 0) return random.Next(6) == 0 ? TextLiteral() : Name(Pick("country", "search"));
        return random.Next(7) switch
        {
            0 => Call("lower", Text(depth - 1)),
            1 => Call("concat", Text(depth - 1), Text(depth - 1)),
            2 => Call("cross", Text(depth - 1), Text(depth - 1)),
            3 => Call("coalesce", Text(depth - 1), Text(depth - 1)),
            4 => Call("if", Boolean(depth - 1), Text(depth - 1), Text(depth - 1)),
            5 => Call("missing_if", Text(depth - 1), TextLiteral()),
            _ => Call("impute", Name(Pick("country", "search")), new NameSyntax(0, "mode", false)),
        };
    }

    private Syntax Time(int depth)
    {
        if (depth == 0) return Name(Pick("clicked_at", "birthday"));
        return random.Next(3) switch
        {
            0 => Call(Pick("min", "max"), Time(depth - 1), Time(depth - 1)),
            1 => Call("coalesce", Time(depth - 1), Time(depth - 1)),
            _ => Call("if", Boolean(depth - 1), Time(depth - 1), Time(depth - 1)),
        };
    }

    /// <summary>Something with a mean: present in some row and not too large to add up.</summary>
    private CallSyntax Clipped(int depth) => Call("clip", Call("coalesce", Number(depth), Name("price")), new NumberSyntax(0, -1e9), new NumberSyntax(0, 1e9));

    private NumberSyntax Literal() => new(0, Pick(Numbers));

    private TextSyntax TextLiteral() => new(0, Pick(Texts));

    private NumberSyntax Count(int from, int to) => new(0, random.Next(from, to));

    private IEnumerable<double> Distinct(int count) => Enumerable.Range(0, count).Select(_ => Pick(Numbers)).Where(value => value != 0).Append(2).Distinct();

    private double AnyNumber() => random.Next(8) switch
    {
        0 => double.NaN,
        1 => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
        2 or 3 => Pick(Numbers),
        4 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        _ => (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-3, 6)),
    };

    private string AnyText() => random.Next(5) == 0 ? $"unseen {random.Next(1000)}" : Pick(Texts);

    private bool Missing() => random.Next(6) == 0;

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];

    private static CallSyntax Call(string function, params Syntax[] arguments) => new(0, function, arguments);

    private static NameSyntax Name(string name) => new(0, name, false);
}
