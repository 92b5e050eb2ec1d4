using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Features.Graph;
using Slipway.Features.Language;

namespace Slipway.Features.Backends;

/// <summary>
/// The SQL of single operations. A number is a DOUBLE that is NULL when missing and never NaN; a text is a VARCHAR that is NULL when missing and never empty.
/// </summary>
internal static class SqlExpression
{
    private const string NotANumber = "'nan'::DOUBLE";

    /// <summary>Whether the SQL of the operation mentions its arguments more than once, so that a large argument had better be computed first.</summary>
    public static bool RepeatsArguments(Node node) =>
        node.Operation is Operation.SquareRoot or Operation.Logarithm or Operation.Bucket or Operation.NumberIndex or Operation.OneHot or Operation.PieceCounts or Operation.Select
            or Operation.BucketWeights;

    /// <summary>A raw column in the form of its type.</summary>
    public static string Input(Column column)
    {
        var name = SqlText.Name(column.Name);
        return column.Type switch
        {
            ColumnType.String => $"nullif(CAST({name} AS VARCHAR), '')",
            ColumnType.Boolean => $"CAST({name} AS BOOLEAN)",
            ColumnType.Timestamp or ColumnType.Date => $"epoch({name})",
            ColumnType.Int64 => $"CAST({name} AS DOUBLE)",
            _ => $"nullif(CAST({name} AS DOUBLE), {NotANumber})",
        };
    }

    /// <param name="node">An operation with a single result, not an input.</param>
    /// <param name="a">SQL of its arguments.</param>
    public static string Of(Node node, string[] a) => node.Operation switch
    {
        Operation.Number => SqlText.Literal(node.Value),
        Operation.Text => node.Literal.Length == 0 ? "NULL::VARCHAR" : SqlText.Literal(node.Literal),
        Operation.Add => Arithmetic(node, $"({a[0]} + {a[1]})"),
        Operation.Subtract => Arithmetic(node, $"({a[0]} - {a[1]})"),
        Operation.Multiply => Arithmetic(node, $"({a[0]} * {a[1]})"),
        Operation.Divide => node.Arguments[1].IsHarmlessConstant
            ? $"({a[0]} / {a[1]})"
            : $"nullif({a[0]} / nullif({a[1]}, '0'::DOUBLE), {NotANumber})",
        Operation.Floor => $"floor({a[0]})",
        Operation.Absolute => $"abs({a[0]})",
        Operation.SquareRoot => $"CASE WHEN {a[0]} >= '0'::DOUBLE THEN sqrt({a[0]}) END",
        Operation.Logarithm => $"CASE WHEN {a[0]} > '0'::DOUBLE THEN ln({a[0]}) END",
        Operation.Exponential => $"exp({a[0]})",
        Operation.Less => $"({a[0]} < {a[1]})",
        Operation.LessOrEqual => $"({a[0]} <= {a[1]})",
        Operation.Equal or Operation.TextEqual => $"({a[0]} = {a[1]})",
        Operation.And => $"({a[0]} AND {a[1]})",
        Operation.Or => $"({a[0]} OR {a[1]})",
        Operation.Not => $"(NOT {a[0]})",
        Operation.IsMissing => $"({a[0]} IS NULL)",
        Operation.Select => node.Arguments[0].IsNeverMissing
            ? $"CASE WHEN {a[0]} THEN {a[1]} ELSE {a[2]} END"
            : $"CASE WHEN {a[0]} THEN {a[1]} WHEN NOT {a[0]} THEN {a[2]} END",
        Operation.Coalesce => $"coalesce({a[0]}, {a[1]})",
        Operation.ToNumber => $"CAST({a[0]} AS DOUBLE)",
        // The cast to an enumeration looks the text up in a hash table, where CASE would compare one entry after the other.
        Operation.TextIndex => $"CAST(enum_code(TRY_CAST({a[0]} AS ENUM({string.Join(", ", node.Texts.Select(SqlText.Literal))}))) AS DOUBLE)",
        Operation.NumberIndex => $"CASE {string.Join(" ", node.Numbers.Select((number, i) => $"WHEN {a[0]} = {SqlText.Literal(number)} THEN {SqlText.Literal((double)i)}"))} END",
        Operation.Bucket => $"CASE WHEN {a[0]} IS NULL THEN NULL ELSE {Search(a[0], node.Numbers, 0, node.Numbers.Count)} END",
        Operation.ElementAt => $"list_extract({SqlText.List(node.Numbers)}, CAST({a[0]} AS BIGINT) + 1)",
        Operation.Lower => $"translate({a[0]}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
        Operation.Concat => $"({a[0]} || {a[1]})",
        Operation.Contains => $"contains({a[0]}, {SqlText.Literal(node.Literal)})",
        Operation.StartsWith => $"starts_with({a[0]}, {SqlText.Literal(node.Literal)})",
        Operation.EndsWith => $"ends_with({a[0]}, {SqlText.Literal(node.Literal)})",
        Operation.Matches => $"regexp_full_match({a[0]}, {SqlText.Literal(TextPattern.Parse(node.Literal).Re2)})",
        Operation.CountPieces => $"CAST(len(string_split({a[0]}, ' ')) AS DOUBLE)",
        Operation.Hash => SqlHash.Signed(a[0]),
        Operation.WordBuckets => SqlHash.WordBuckets(node, a[0]),
        _ => throw new InvalidOperationException($"{node.Operation} has no single SQL expression."),
    };

    /// <summary>One column of a vector as a feature value: small numbers, which need no guard.</summary>
    public static string Element(Node vector, string argument, int index) => vector.Operation switch
    {
        Operation.OneHot => $"CASE WHEN {argument} = {SqlText.Literal((double)index)} THEN '1'::FLOAT ELSE '0'::FLOAT END",
        Operation.BucketWeights => SqlHash.Weight(argument, index),
        _ => $"CAST(coalesce(len(list_filter(string_split({argument}, ' '), lambda piece: piece = {SqlText.Literal(vector.Texts[index])})), 0) AS FLOAT)",
    };

    /// <summary>A number or boolean as a feature value: 32-bit, with NULL for missing and for what 32 bits cannot hold.</summary>
    public static string Feature(Node node, string value) => node.Type == NodeType.Boolean
        ? $"CAST({value} AS FLOAT)"
        : $"nullif(nullif(TRY_CAST({value} AS FLOAT), 'inf'::FLOAT), '-inf'::FLOAT)";

    /// <summary>Infinity minus infinity, zero times infinity and the like are missing, not NaN; a harmless constant cannot bring them about.</summary>
    private static string Arithmetic(Node node, string expression) =>
        node.Arguments.Any(argument => argument.IsHarmlessConstant) || (node.Operation != Operation.Multiply && node.Arguments.Any(IsZero))
            ? expression
            : $"nullif({expression}, {NotANumber})";

    private static bool IsZero(Node node) => node.Operation == Operation.Number && node.Value == 0;

    private static string Search(string value, IReadOnlyList<double> boundaries, int from, int to)
    {
        if (from == to) return string.Create(CultureInfo.InvariantCulture, $"'{from}'::DOUBLE");
        var middle = from + ((to - from) / 2);
        return $"CASE WHEN {value} < {SqlText.Literal(boundaries[middle])} THEN {Search(value, boundaries, from, middle)} ELSE {Search(value, boundaries, middle + 1, to)} END";
    }
}
