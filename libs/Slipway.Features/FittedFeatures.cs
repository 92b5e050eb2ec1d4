using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Backends;
using Slipway.Features.Expectations;
using Slipway.Features.Graph;
using Slipway.Onnx;

namespace Slipway.Features;

/// <summary>Features with their fitted parameters, ready for training, serving and comparison.</summary>
/// <remarks>
/// Guarantees: <see cref="ToSql"/>, <see cref="AppendTo"/> and <see cref="Evaluate"/> have the same columns in the same order and give the same 32-bit values,
/// missing for missing; only the results of <c>log</c>, <c>log1p</c> and <c>exp</c> may differ in the last bit, because each engine has its own.
/// A value that is infinite or beyond 32 bits is missing. The sign of zero is not kept.
/// </remarks>
public sealed class FittedFeatures
{
    private readonly FeatureProgram program;
    private readonly IReadOnlyDictionary<string, Column> columns;
    private readonly List<Node> blocks;
    private readonly List<LoweredCheck> checks;
    private readonly List<(Node Node, int Element, string Alias, bool AsFeature)> outputs = [];

    internal FittedFeatures(FeatureProgram program, IReadOnlyDictionary<string, Column> columns, IReadOnlyList<(string Name, Node Node)> features, List<LoweredCheck> checks, FittedParameters fitted)
    {
        this.program = program;
        this.columns = columns;
        this.checks = checks;
        Fitted = fitted;
        Checks = [.. checks.Select(check => check.Check)];
        ServedChecks = [.. checks.Where(check => check.Served).Select(check => check.Check)];
        blocks = [.. features.Select(feature => feature.Node)];
        var names = new OutputNames();
        foreach (var (name, node) in features)
        {
            for (var i = 0; i < node.Width; i++)
                outputs.Add((node, i, names.Take(node.Type == NodeType.Vector ? $"{name}={node.Texts[i]}" : name), true));
        }

        OutputColumns = [.. outputs.Select(output => output.Alias)];
        FeatureOfColumn = [.. features.SelectMany(feature => Enumerable.Repeat(feature.Name, feature.Node.Width))];
    }

    /// <summary>The parameters that were put in.</summary>
    public FittedParameters Fitted { get; }

    /// <summary>Names of the columns of the feature matrix; one for each category where a feature has several, as in <c>country=DE</c>.</summary>
    public IReadOnlyList<string> OutputColumns { get; }

    /// <summary>For each column of the matrix the name of the feature that it belongs to.</summary>
    public IReadOnlyList<string> FeatureOfColumn { get; }

    /// <summary>What is counted of the features: rows without a value, rows that break an expectation.</summary>
    public IReadOnlyList<FeatureCheck> Checks { get; }

    /// <summary>The first of <see cref="Checks"/>, which are counted of requests, too; the rest is about TrainingOnly features.</summary>
    public IReadOnlyList<FeatureCheck> ServedChecks { get; }

    /// <summary>A SELECT for DuckDB that computes all features; the rows keep the order of the source.</summary>
    /// <param name="source">Table with the raw columns, or a query in parentheses.</param>
    /// <param name="kept">Columns that the result begins with, such as the label. An alias must not be the name of an output column.</param>
    /// <returns>SQL whose feature columns are FLOAT, NULL where missing.</returns>
    /// <exception cref="ArgumentException">An alias is taken.</exception>
    public string ToSql(string source, params IReadOnlyList<KeptColumn> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        foreach (var column in kept)
        {
            if (OutputColumns.Contains(column.Alias, StringComparer.OrdinalIgnoreCase))
                throw new ArgumentException($"The kept column '{column.Alias}' has the name of a feature column; give it another alias.", nameof(kept));
        }

        return SqlSelect.Write(columns, source, kept, outputs);
    }

    /// <summary>A SELECT for DuckDB with one row: the number of rows, then for each of <see cref="Checks"/> the rows that it counts.</summary>
    /// <param name="source">Table with the raw columns, or a query in parentheses.</param>
    public string ToCheckSql(string source)
    {
        var counts = checks.Select((_, i) => $", count(*) FILTER (WHERE c{i})");
        return $"SELECT count(*){string.Concat(counts)} FROM ({SqlSelect.Write(columns, source, [], [.. checks.Select((check, i) => (check.Counted, 0, $"c{i}", false))])})";
    }

    /// <summary>The features of the model, in the order in which <see cref="ToMissingSql"/> says whether they are missing.</summary>
    public IReadOnlyList<string> Features => [.. checks.Where(IsOfMissing).Select(check => check.Check.Feature)];

    /// <summary>A SELECT for DuckDB that says of each row which of <see cref="Features"/> have no value, before a default stands in: BOOLEAN columns m0, m1, ...</summary>
    /// <param name="source">Table with the raw columns, or a query in parentheses.</param>
    /// <param name="kept">Columns that the result begins with.</param>
    public string ToMissingSql(string source, params IReadOnlyList<KeptColumn> kept) =>
        SqlSelect.Write(columns, source, kept, [.. checks.Where(IsOfMissing).Select((check, i) => (check.Counted, 0, $"m{i}", false))]);

    /// <summary>Appends the features to an ONNX graph: an input for each of <see cref="FeatureProgram.Inputs"/> that the graph does not have yet, and the operations.</summary>
    /// <param name="graph">The graph.</param>
    /// <returns>Name of the FP32 matrix of shape [rows, columns], NaN where missing.</returns>
    public string AppendTo(OnnxGraphBuilder graph) => Append(graph, new OnnxCompiler(graph));

    /// <summary>Appends the features as <see cref="AppendTo"/> does, and what is counted of them.</summary>
    /// <param name="graph">The graph.</param>
    /// <returns>Name of the matrix, and of an INT64 vector with the rows that each of <see cref="ServedChecks"/> counts.</returns>
    public (string Matrix, string Counts) AppendWithChecksTo(OnnxGraphBuilder graph)
    {
        var compiler = new OnnxCompiler(graph);
        var matrix = Append(graph, compiler);
        return (matrix, OnnxCheckNodes.Append(graph, compiler, matrix, checks, FeatureOfColumn));
    }

    private static bool IsOfMissing(LoweredCheck check) => check.Check.Expectation is null;

    private string Append(OnnxGraphBuilder graph, OnnxCompiler compiler)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var present = graph.Inputs.ToHashSet(StringComparer.Ordinal);
        foreach (var column in program.Inputs.Where(column => !present.Contains(column.Name)))
            graph.AddInput(column.Name, column.Type == ColumnType.String ? OnnxElement.Text : OnnxElement.Float64, -1, 1);

        var parts = blocks.Select(compiler.AsNumbers).ToList();
        var matrix = parts.Count == 1 ? parts[0] : graph.AddNode("Concat", parts, [OnnxAttribute.Int("axis", 1)], output: "feature/concat");
        var narrow = graph.AddNode("Cast", [matrix], [OnnxAttribute.Int("to", (long)OnnxElement.Float32)], output: "feature/float");
        var infinite = graph.AddNode("IsInf", [narrow], output: "feature/infinite");
        var missing = graph.AddConstant(OnnxTensor.Float32([float.NaN], 1, 1), "feature/missing");
        return graph.AddNode("Where", [infinite, missing, narrow], output: "features");
    }

    /// <summary>Computes all features of one row in C#: the reference that the other two are compared with.</summary>
    /// <param name="row">Raw values by column name; null, NaN, an empty text and an absent entry are missing. Times may be .NET times or seconds since the epoch.</param>
    /// <returns>A value for each of <see cref="OutputColumns"/>, NaN where missing.</returns>
    /// <exception cref="ArgumentException">A value does not have the type of its column.</exception>
    public float[] Evaluate(IReadOnlyDictionary<string, object?> row)
    {
        var evaluator = Evaluator(row, program.Inputs);
        return [.. outputs.Select(output => evaluator.Feature(output.Node, output.Element))];
    }

    /// <summary>Whether each of <see cref="Checks"/> counts the row.</summary>
    /// <param name="row">Raw values as for <see cref="Evaluate"/>.</param>
    public bool[] EvaluateChecks(IReadOnlyDictionary<string, object?> row)
    {
        var evaluator = Evaluator(row, columns.Values);
        return [.. checks.Select(check => evaluator.Feature(check.Counted, 0) == 1)];
    }

    private static RowEvaluator Evaluator(IReadOnlyDictionary<string, object?> row, IEnumerable<Column> read)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new RowEvaluator(read.ToDictionary(column => column.Name, column => RowValues.Normalise(column, row.GetValueOrDefault(column.Name)), StringComparer.Ordinal));
    }
}
