using System.Globalization;
using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>Functions that turn categories into numbers. The categories are fitted, or given as a list.</summary>
internal static class CategoryFunctions
{
    private const int DefaultColumns = 50;
    private const int MostColumns = 1000;
    private const int DefaultCodes = 1000;
    private const int MostCodes = 100_000;

    private const int MostBuckets = 1_000_000;
    private const int MostWords = 3;

    private static readonly Parameter Weights = new("weights", Choice, Optional: true) { Choices = BucketWeighing.All };

    private static readonly string[] BooleanLabels = ["false", "true"];

    public static readonly FunctionDefinition[] All =
    [
        new("one_hot", [new("x", Category), new("categories", Categories, Optional: true, Most: MostColumns)], ValueType.Vector, OneHot,
            $"A column for each category: the given ones, or the most frequent of the training split (default {DefaultColumns}). 1 in the column of x, else 0.",
            "All columns are 0, as for a category that training did not see."),
        new("ordinal", [new("x", Category), new("categories", Categories, Optional: true, Most: MostCodes)], ValueType.Number,
            (to, call) => Index(to, call, DefaultCodes).Index,
            $"Number of the category, from 0: by its place in the list, or by its frequency in the training split (default: the {DefaultCodes} most frequent).",
            "Missing, also for a category that training did not see."),
        new("frequency", [new("x", Text), new("categories", Count, Optional: true, Most: MostCodes)], ValueType.Number, Frequency,
            $"Share of the training rows that have the same text, among those that have one (default: the {DefaultCodes} most frequent; 0 for others)."),
        new("bag_of_words", [new("x", Text), new("words", Categories, Optional: true, Most: MostColumns)], ValueType.Vector, BagOfWords,
            $"A column for each word: the given ones, or the most frequent of the training split (default {DefaultColumns}); how often x contains it between single spaces.",
            "All columns are 0."),
        new("hash", [new("x", Text), new("buckets", Count, Most: MostBuckets)], ValueType.Number, Hash,
            "Bucket of the text, 0 to buckets - 1, by its hash; nothing is fitted, and a text that training did not see has its bucket, too."),
        new("hash_words", [new("x", Text), new("buckets", Count, Most: MostColumns), new("longest", Count, Optional: true, Most: MostWords), Weights], ValueType.Vector, HashWords,
            $"A column for each bucket: what the words of x, and with longest the runs of 2 or {MostWords} neighbouring words, add up to when each goes into the bucket of its hash. " +
            "Weights are 'counts' (default), 'signed' (the hash decides whether 1 is added or taken away) or 'unit' (signed, then scaled to length 1).",
            "All columns are 0."),
    ];

    /// <summary>Position of a value in a list of literals.</summary>
    public static Node IndexAmong(NodeFactory nodes, Node value, ListSyntax list) => value.Type == NodeType.Text
        ? nodes.TextIndex(value, Texts(list))
        : nodes.WithNumbers(Operation.NumberIndex, value, NumberFunctions.Numbers(list));

    private static string[] Texts(ListSyntax list) => [.. list.Items.Select(item => ((TextSyntax)item).Value)];

    private static Node OneHot(Lowering to, CallSyntax call)
    {
        var (index, labels) = Index(to, call, DefaultColumns);
        return to.Nodes.OneHot(index, labels);
    }

    private static (Node Index, string[] Labels) Index(Lowering to, CallSyntax call, int defaultLimit)
    {
        var value = to.Lower(call.Arguments[0]);
        var categories = call.Arguments.Count > 1 ? call.Arguments[1] : null;
        if (value.Type == NodeType.Boolean) return (to.Nodes.Numeric(Operation.ToNumber, value), BooleanLabels);
        if (value.Type == NodeType.Text)
        {
            var texts = categories is ListSyntax list ? Texts(list) : Fitted(to, StatisticKind.Categories, call, Limit(categories, defaultLimit));
            return (to.Nodes.TextIndex(value, texts), texts);
        }

        var numbers = categories is ListSyntax given ? NumberFunctions.Numbers(given) : to.List(StatisticKind.Values, call, Limit(categories, defaultLimit));
        return (to.Nodes.WithNumbers(Operation.NumberIndex, value, numbers), [.. numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))]);
    }

    private static Node Frequency(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var value = to.Lower(call.Arguments[0]);
        var seen = to.Categories(StatisticKind.Categories, call, Limit(call.Arguments.Count > 1 ? call.Arguments[1] : null, DefaultCodes));
        var rows = to.Number(StatisticKind.Count, call);
        var index = nodes.TextIndex(value, [.. seen.Select(category => category.Value)]);
        var share = nodes.WithNumbers(Operation.ElementAt, index, [.. seen.Select(category => category.Count / rows)]);
        return nodes.Choice(
            Operation.Select, nodes.Logical(Operation.IsMissing, value), nodes.Missing(NodeType.Number), nodes.Choice(Operation.Coalesce, share, nodes.Number(0)));
    }

    private static Node BagOfWords(Lowering to, CallSyntax call)
    {
        var words = call.Arguments.Count > 1 && call.Arguments[1] is ListSyntax list
            ? Texts(list)
            : Fitted(to, StatisticKind.Words, call, Limit(call.Arguments.Count > 1 ? call.Arguments[1] : null, DefaultColumns));
        return to.Nodes.PieceCounts(to.Lower(call.Arguments[0]), words);
    }

    private static Node Hash(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var buckets = to.Lower(call.Arguments[1]);
        var hash = nodes.Numeric(Operation.Absolute, nodes.Numeric(Operation.Hash, to.Lower(call.Arguments[0])));
        var whole = nodes.Numeric(Operation.Floor, nodes.Numeric(Operation.Divide, hash, buckets));
        return nodes.Numeric(Operation.Subtract, hash, nodes.Numeric(Operation.Multiply, whole, buckets));
    }

    private static Node HashWords(Lowering to, CallSyntax call)
    {
        var longest = call.Arguments.Count > 2 ? Limit(call.Arguments[2], 1) : 1;
        var weighing = call.Arguments.Count > 3 ? ((TextSyntax)call.Arguments[3]).Value : BucketWeighing.Counts;
        return to.Nodes.BucketWeights(to.Lower(call.Arguments[0]), Limit(call.Arguments[1], 0), longest, weighing);
    }

    private static string[] Fitted(Lowering to, StatisticKind kind, CallSyntax call, int limit) =>
        [.. to.Categories(kind, call, limit).Select(category => category.Value)];

    private static int Limit(Syntax? count, int defaultLimit) => count is NumberSyntax number ? (int)number.Value : defaultLimit;
}
