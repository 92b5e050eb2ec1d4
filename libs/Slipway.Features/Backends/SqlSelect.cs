using System.Text;
using Slipway.Contracts.Data;
using Slipway.Features.Graph;

namespace Slipway.Features.Backends;

/// <summary>
/// Writes a SELECT for a set of results. What is used more than once is computed once, as a column of a subquery; subqueries are stacked as deep as these
/// columns depend on each other, because a tree written out in full would grow exponentially.
/// </summary>
internal sealed class SqlSelect
{
    private const string StepPrefix = "__s";

    private readonly IReadOnlyDictionary<string, Column> columns;
    private readonly HashSet<Node> steps = [];
    private readonly Dictionary<Node, int> levels = [];
    private readonly Dictionary<Node, string> written = [];
    private readonly List<Node> all;

    private SqlSelect(IReadOnlyDictionary<string, Column> columns, IEnumerable<Node> results)
    {
        this.columns = columns;
        all = Reachable(results);
        FindSteps(results);
    }

    /// <param name="columns">Columns of the dataset.</param>
    /// <param name="source">A table, or a query in parentheses.</param>
    /// <param name="kept">Columns of the source that the result begins with.</param>
    /// <param name="results">What to compute: node, position within a vector, alias, and whether it ends as a 32-bit feature value.</param>
    public static string Write(
        IReadOnlyDictionary<string, Column> columns, string source, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(Node Node, int Element, string Alias, bool AsFeature)> results)
    {
        var select = new SqlSelect(columns, results.Select(result => result.Node).Distinct());
        return select.Compose(source, kept, results);
    }

    private static List<Node> Reachable(IEnumerable<Node> results)
    {
        var found = new SortedDictionary<int, Node>();
        var open = new Stack<Node>(results);
        while (open.TryPop(out var node))
        {
            if (!found.TryAdd(node.Id, node)) continue;
            foreach (var argument in node.Arguments) open.Push(argument);
        }

        return [.. found.Values];
    }

    private void FindSteps(IEnumerable<Node> results)
    {
        var uses = all.ToDictionary(node => node, _ => 0);
        foreach (var result in results) uses[result]++;
        foreach (var node in all)
        {
            foreach (var argument in node.Arguments) uses[argument] += SqlExpression.RepeatsArguments(node) ? 2 : 1;
        }

        foreach (var node in all)
        {
            var constant = node.Operation is Operation.Number or Operation.Text;
            if (node.Operation == Operation.Input || (!constant && node.Type != NodeType.Vector && uses[node] > 1)) steps.Add(node);
            var below = node.Arguments.Count == 0 ? 0 : node.Arguments.Max(argument => levels[argument] + (steps.Contains(argument) ? 1 : 0));
            levels[node] = below;
        }
    }

    private string Compose(string source, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(Node Node, int Element, string Alias, bool AsFeature)> results)
    {
        var keptItems = kept.Select((column, i) => $"{SqlText.Name(column.Name)} AS __k{i}").ToList();
        var from = source;
        foreach (var level in steps.GroupBy(step => levels[step]).OrderBy(group => group.Key))
        {
            var items = new List<string>(level.Key == 0 ? keptItems : ["*"]);
            items.AddRange(level.OrderBy(step => step.Id).Select(step => $"{Expression(step)} AS {StepPrefix}{step.Id}"));
            from = $"(SELECT {string.Join(", ", items)} FROM {from})";
            foreach (var step in level) written[step] = $"{StepPrefix}{step.Id}";
        }

        var final = new StringBuilder("SELECT ");
        final.AppendJoin(", ", kept.Select((column, i) => $"__k{i} AS {SqlText.Name(column.Alias)}").Concat(results.Select(Item)));
        return final.Append(" FROM ").Append(from).ToString();
    }

    private string Item((Node Node, int Element, string Alias, bool AsFeature) result)
    {
        var value = result.Node.Type == NodeType.Vector
            ? SqlExpression.Element(result.Node, Expression(result.Node.Arguments[0]), result.Element)
            : result.AsFeature ? SqlExpression.Feature(result.Node, Expression(result.Node)) : Expression(result.Node);
        return $"{value} AS {SqlText.Name(result.Alias)}";
    }

    private string Expression(Node node)
    {
        if (written.TryGetValue(node, out var known)) return known;
        return node.Operation == Operation.Input
            ? SqlExpression.Input(columns[node.Literal])
            : SqlExpression.Of(node, [.. node.Arguments.Select(Expression)]);
    }
}
