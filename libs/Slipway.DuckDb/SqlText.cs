namespace Slipway.DuckDb;

/// <summary>Quotes names and values where SQL does not take parameters, such as file names of COPY and column names.</summary>
public static class SqlText
{
    /// <summary>A quoted identifier: <c>a"b</c> becomes <c>"a""b"</c>.</summary>
    public static string Identifier(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>A quoted string: <c>it's</c> becomes <c>'it''s'</c>.</summary>
    public static string Literal(string value) => '\'' + value.Replace("'", "''", StringComparison.Ordinal) + '\'';

    /// <summary>A list of quoted strings: <c>['a', 'b']</c>.</summary>
    public static string List(IEnumerable<string> values) => '[' + string.Join(", ", values.Select(Literal)) + ']';
}
