using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>One compared value, what it means, and the words for it.</summary>
/// <param name="Compared">The value as the manifest reports it.</param>
/// <param name="IsBeyond">Whether it is judged, beyond its limit, and beyond what chance explains.</param>
/// <param name="Severity">What that means.</param>
/// <param name="What">What is seen now and what was seen before.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Deviation(ComparedValue Compared, bool IsBeyond, Severity Severity, string What, string Remedy)
{
    /// <summary>Rows concerned.</summary>
    public long Rows { get; init; }

    /// <summary>A change that may go either way; both the limit and the noise have to be passed.</summary>
    public static Deviation OfShift(ComparedValue compared, ShiftRule rule, string what, string remedy) => new(
        compared,
        compared.Judged && Math.Abs(compared.Value) > rule.Max && Math.Abs(compared.Value) > (compared.Noise ?? 0),
        rule.Severity, what, remedy);

    /// <summary>A ratio; its noise is a distance from one.</summary>
    public static Deviation OfRatio(ComparedValue compared, RatioRule rule, string what, string remedy) => new(
        compared,
        compared.Judged && !rule.Allows(compared.Value) && Math.Abs(compared.Value - 1) > (compared.Noise ?? 0),
        rule.Severity, what, remedy);

    public Finding ToFinding() => new()
    {
        Check = Compared.Check,
        Severity = Severity,
        Message = string.Create(CultureInfo.InvariantCulture, $"{What} ({Compared.Check} {Compared.Value:0.####}, limit {Compared.Limit:0.####}). {Remedy}"),
        Rows = Rows,
        Value = Compared.Value,
        Limit = Compared.Limit,
        Column = Compared.Column,
        Slice = Compared.Slice,
    };
}
