using Slipway.Contracts.Features;
using Slipway.Features.Language;

namespace Slipway.Features.Checking;

/// <summary>A feature whose expression is sound.</summary>
internal sealed record CheckedFeature(Feature Definition, Syntax Expression, ValueType Type, IReadOnlySet<string> Columns)
{
    /// <summary>Its expectations, sound as well.</summary>
    public IReadOnlyList<CheckedExpectation> Expectations { get; init; } = [];

    public bool IsOnline => Definition.Availability == Availability.Online;
}

/// <summary>An expectation with the condition that it sets for each row; the condition is absent when the rule is about the share of missing rows.</summary>
internal sealed record CheckedExpectation(Expectation Definition, string Rule, Syntax? Condition)
{
    /// <summary>Names in the condition; the columns are among them.</summary>
    public IEnumerable<string> Columns => Condition is null ? [] : Names(Condition);

    private static IEnumerable<string> Names(Syntax syntax) => syntax switch
    {
        NameSyntax name => [name.Name],
        CallSyntax call => call.Arguments.SelectMany(Names),
        _ => [],
    };
}
