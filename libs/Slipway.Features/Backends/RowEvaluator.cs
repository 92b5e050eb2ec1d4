using System.Text.RegularExpressions;
using Slipway.Features.Graph;
using Slipway.Features.Language;

namespace Slipway.Features.Backends;

/// <summary>Computes features of one row in C#, as plainly as possible: the meaning that the other backends are held to.</summary>
internal sealed class RowEvaluator(IReadOnlyDictionary<string, object?> row)
{
    private readonly Dictionary<Node, double> numbers = [];
    private readonly Dictionary<Node, bool?> booleans = [];
    private readonly Dictionary<Node, string?> texts = [];
    private readonly Dictionary<Node, double[]> weights = [];

    /// <summary>Value of a column of the output: 32-bit, NaN for missing and for what 32 bits cannot hold.</summary>
    public float Feature(Node node, int element)
    {
        var value = node.Type switch
        {
            NodeType.Vector => Element(node, element),
            NodeType.Boolean => ToNumber(Boolean(node)),
            _ => Number(node),
        };
        var result = (float)value;
        return float.IsFinite(result) ? result : float.NaN;
    }

    /// <summary>Value of an operation that reads no column: a double, a bool, a text, or null when missing.</summary>
    public static object? Constant(Node node)
    {
        var evaluator = new RowEvaluator(new Dictionary<string, object?>());
        return node.Type switch
        {
            NodeType.Number => evaluator.Number(node),
            NodeType.Boolean => evaluator.Boolean(node),
            _ => evaluator.Text(node),
        };
    }

    private double Number(Node node)
    {
        if (!numbers.TryGetValue(node, out var value)) numbers[node] = value = ComputeNumber(node);
        return value;
    }

    private bool? Boolean(Node node)
    {
        if (!booleans.TryGetValue(node, out var value)) booleans[node] = value = ComputeBoolean(node);
        return value;
    }

    private string? Text(Node node)
    {
        if (!texts.TryGetValue(node, out var value)) texts[node] = value = ComputeText(node);
        return value;
    }

    private double ComputeNumber(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return (double)row[node.Literal]!;
            case Operation.Number: return node.Value;
            case Operation.Add: return Number(a[0]) + Number(a[1]);
            case Operation.Subtract: return Number(a[0]) - Number(a[1]);
            case Operation.Multiply: return Number(a[0]) * Number(a[1]);
            case Operation.Divide: return Number(a[1]) == 0 ? double.NaN : Number(a[0]) / Number(a[1]);
            case Operation.Floor: return Math.Floor(Number(a[0]));
            case Operation.Absolute: return Math.Abs(Number(a[0]));
            case Operation.SquareRoot: return Math.Sqrt(Number(a[0]));
            case Operation.Logarithm: return Number(a[0]) > 0 ? Math.Log(Number(a[0])) : double.NaN;
            case Operation.Exponential: return Math.Exp(Number(a[0]));
            case Operation.ToNumber: return ToNumber(Boolean(a[0]));
            case Operation.Select: return Boolean(a[0]) switch { true => Number(a[1]), false => Number(a[2]), null => double.NaN };
            case Operation.Coalesce: return double.IsNaN(Number(a[0])) ? Number(a[1]) : Number(a[0]);
            case Operation.TextIndex: return Position(node.Texts, Text(a[0]));
            case Operation.NumberIndex: return Position(node.Numbers, Number(a[0]));
            case Operation.Bucket: return double.IsNaN(Number(a[0])) ? double.NaN : node.Numbers.Count(boundary => boundary <= Number(a[0]));
            case Operation.ElementAt: return double.IsNaN(Number(a[0])) ? double.NaN : node.Numbers[(int)Number(a[0])];
            case Operation.Hash: return Text(a[0]) is { } hashed ? MurmurHash3.Of(hashed) : double.NaN;
            case Operation.CountPieces: return Text(a[0]) is { } text ? text.Split(' ').Length : double.NaN;
            default: throw new InvalidOperationException($"{node.Operation} yields no number.");
        }
    }

    private bool? ComputeBoolean(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return (bool?)row[node.Literal];
            case Operation.Less: return Compare(Number(a[0]), Number(a[1]), (x, y) => x < y);
            case Operation.LessOrEqual: return Compare(Number(a[0]), Number(a[1]), (x, y) => x <= y);
            case Operation.Equal: return Compare(Number(a[0]), Number(a[1]), (x, y) => x == y);
            case Operation.TextEqual: return Text(a[0]) is { } left && Text(a[1]) is { } right ? left == right : null;
            case Operation.And: return Boolean(a[0]) & Boolean(a[1]);
            case Operation.Or: return Boolean(a[0]) | Boolean(a[1]);
            case Operation.Not: return !Boolean(a[0]);
            case Operation.IsMissing: return IsMissing(a[0]);
            case Operation.Select: return Boolean(a[0]) switch { true => Boolean(a[1]), false => Boolean(a[2]), null => null };
            case Operation.Coalesce: return Boolean(a[0]) ?? Boolean(a[1]);
            case Operation.Contains: return Text(a[0])?.Contains(node.Literal, StringComparison.Ordinal);
            case Operation.StartsWith: return Text(a[0])?.StartsWith(node.Literal, StringComparison.Ordinal);
            case Operation.EndsWith: return Text(a[0])?.EndsWith(node.Literal, StringComparison.Ordinal);
            case Operation.Matches: return Text(a[0]) is { } text ? Regex.IsMatch(text, TextPattern.Parse(node.Literal).Net, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null;
            default: throw new InvalidOperationException($"{node.Operation} yields no boolean.");
        }
    }

    private string? ComputeText(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return (string?)row[node.Literal];
            case Operation.Text: return node.Literal.Length == 0 ? null : node.Literal;
            case Operation.Lower: return Text(a[0]) is { } text ? string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c)) : null;
            case Operation.Concat: return Text(a[0]) is { } left && Text(a[1]) is { } right ? left + right : null;
            case Operation.Select: return Boolean(a[0]) switch { true => Text(a[1]), false => Text(a[2]), null => null };
            case Operation.Coalesce: return Text(a[0]) ?? Text(a[1]);
            default: throw new InvalidOperationException($"{node.Operation} yields no text.");
        }
    }

    private double Element(Node vector, int index) => vector.Operation switch
    {
        Operation.OneHot => Number(vector.Arguments[0]) == index ? 1 : 0,
        Operation.PieceCounts => Text(vector.Arguments[0])?.Split(' ').Count(piece => piece == vector.Texts[index]) ?? 0,
        Operation.BucketWeights => Weights(vector.Arguments[0])[index],
        _ => throw new InvalidOperationException($"{vector.Operation} yields no vector."),
    };

    private double[] Weights(Node buckets)
    {
        if (!weights.TryGetValue(buckets, out var value)) weights[buckets] = value = WordBuckets.Weigh(buckets, Text(buckets.Arguments[0]));
        return value;
    }

    private bool IsMissing(Node node) => node.Type switch
    {
        NodeType.Number => double.IsNaN(Number(node)),
        NodeType.Boolean => Boolean(node) is null,
        _ => Text(node) is null,
    };

    private static bool? Compare(double a, double b, Func<double, double, bool> compare) => double.IsNaN(a) || double.IsNaN(b) ? null : compare(a, b);

    private static double ToNumber(bool? value) => value switch { true => 1, false => 0, null => double.NaN };

    private static double Position<T>(IReadOnlyList<T> values, T? wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            // Plain equality: NaN is nowhere, and both zeros are the same number.
            if (wanted is double number ? number == (double)(object)values[i]! : Equals(values[i], wanted)) return i;
        }

        return double.NaN;
    }
}
