using System.Globalization;
using Slipway.Features.Language;

namespace Slipway.Features.Tests;

/// <summary>An expression and the rows that it is computed on.</summary>
internal sealed record GeneratedCase(Syntax Expression, IReadOnlyList<Dictionary<string, object?>> Rows)
{
    /// <summary>The smallest case that still fails: a smaller expression, then fewer rows, then simpler values, until nothing can be taken away.</summary>
    public GeneratedCase Shrink(Func<GeneratedCase, bool> fails)
    {
        var smallest = this;
        while (smallest.Smaller().FirstOrDefault(fails) is { } smaller) smallest = smaller;
        return smallest;
    }

    public override string ToString() => $"{ExpressionText.Of(Expression)}\n{string.Join('\n', Rows.Select(Shown))}";

    private IEnumerable<GeneratedCase> Smaller()
    {
        foreach (var expression in ExpressionText.Smaller(Expression)) yield return this with { Expression = expression };
        for (var size = Rows.Count / 2; size > 0; size /= 2)
        {
            for (var from = 0; from + size <= Rows.Count && Rows.Count > 1; from += size) yield return this with { Rows = [.. Rows.Skip(from).Take(size)] };
            if (Rows.Count > 8) continue;
            for (var from = 0; from + size <= Rows.Count; from += size) yield return this with { Rows = [.. Rows.Take(from), .. Rows.Skip(from + size)] };
        }

        if (Rows.Count > 8) yield break;
        for (var row = 0; row < Rows.Count; row++)
        {
            foreach (var (column, value) in Rows[row].Where(cell => cell.Value is not null))
            {
                foreach (var simpler in Simpler(value!))
                    yield return this with { Rows = [.. Rows.Select((cells, index) => index == row ? new Dictionary<string, object?>(cells) { [column] = simpler } : cells)] };
            }
        }
    }

    /// <summary>Simpler values of the same type, the simplest first; each leads to null in the end, so that shrinking stops.</summary>
    private static IEnumerable<object?> Simpler(object value)
    {
        yield return null;
        switch (value)
        {
            case double number when number is not (0 or 1 or 0.5):
                foreach (var simple in new[] { 0, 1, 0.5 }) yield return simple;
                break;
            case long number when number is not (0 or 1):
                yield return 0L;
                yield return 1L;
                break;
            case string { Length: > 1 } text:
                yield return text[..(text.Length / 2)];
                yield return text[(text.Length / 2)..];
                yield return text[1..];
                yield return text[..^1];
                break;
        }
    }

    private static string Shown(Dictionary<string, object?> row) => string.Join(", ", row.Where(cell => cell.Value is not null).Select(cell =>
        $"{cell.Key}={cell.Value switch { double number => number.ToString("R", CultureInfo.InvariantCulture), DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture), var value => $"'{value}'" }}"));
}
