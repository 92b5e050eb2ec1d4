using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.DuckDb;
using Slipway.Features.Backends;
using Slipway.Onnx;
using Slipway.OnnxRuntime;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Features.Tests;

/// <summary>Runs features through DuckDB, ONNX Runtime and the reference evaluator over the same rows.</summary>
internal sealed class ThreeEngines : IDisposable
{
    private readonly Database database = Database.OpenInMemory(new DatabaseSettings { Threads = 1 });
    private readonly Connection connection;
    private readonly IReadOnlyList<Column> columns;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, object?>> rows;

    public ThreeEngines(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows)
    {
        this.columns = columns;
        this.rows = rows;
        connection = database.Connect();
        connection.Execute($"CREATE TABLE data ({string.Join(", ", columns.Select(column => $"\"{column.Name}\" {SqlType(column.Type)}"))})");
        foreach (var batch in rows.Chunk(500))
            connection.Execute($"INSERT INTO data VALUES {string.Join(", ", batch.Select(row => $"({string.Join(", ", columns.Select(column => Literal(column, row.GetValueOrDefault(column.Name))))})"))}");
    }

    /// <summary>Rows with the values of a few columns, typed by what they hold; for hand-written cases.</summary>
    public static ThreeEngines Over(IReadOnlyList<Column> columns, string name, params object?[] values) =>
        new(columns, [.. values.Select(value => new Dictionary<string, object?> { [name] = value })]);

    public IReadOnlyList<IReadOnlyList<object?>> Query(string sql, CancellationToken cancellationToken)
    {
        using var result = connection.Query(sql, cancellationToken);
        return result.ReadRows();
    }

    public FittedFeatures Fit(IReadOnlyList<Feature> features, string source = "data")
    {
        var program = FeatureProgram.Compile(columns, features, Shop.Tables);
        // Through JSON and back, because that is how parameters reach serving.
        return program.Bind(FittedParameters.FromJson(program.Fit(Query, source).ToJson()));
    }

    /// <summary>A generated expression may read no column, or measure something that is missing in all rows; such features are refused, and left out here.</summary>
    /// <returns>The rest, fitted, and the columns that it reads.</returns>
    public (FittedFeatures Fitted, IReadOnlyList<Column> Inputs) FitWhatCanBe(Dictionary<string, Feature> features)
    {
        while (true)
        {
            try
            {
                return (Fit([.. features.Values]), FeatureProgram.Compile(columns, [.. features.Values], Shop.Tables).Inputs);
            }
            catch (FeatureException refusal)
            {
                foreach (var error in refusal.Errors) error.Message.ShouldMatch("reads no column|the training split has no");
                foreach (var name in refusal.Errors.Select(error => error.Feature).Distinct()) features.Remove(name).ShouldBeTrue();
            }
        }
    }

    /// <summary>Compiles and fits one expression, named <c>f</c>.</summary>
    public FittedFeatures Fit(string expression) => Fit([new Feature { Name = "f", Expr = expression }]);

    public EngineResults Run(FittedFeatures features, IReadOnlyList<Column> inputs) => new(RunSql(features), RunOnnx(features, inputs), RunReference(features));

    /// <summary>Results of one expression, which all engines must agree on.</summary>
    public float[][] Agreed(string expression)
    {
        var program = FeatureProgram.Compile(columns, [new Feature { Name = "f", Expr = expression }], Shop.Tables);
        var fitted = program.Bind(program.Fit(Query, "data"));
        var results = Run(fitted, program.Inputs);
        if (results.FirstDifference((a, b) => EngineResults.Same(a, b)) is { } difference)
            throw new Xunit.Sdk.XunitException($"{expression}: {results.Describe(difference, fitted.OutputColumns)}\n{fitted.ToSql("data")}");
        return results.Reference;
    }

    public float[][] RunSql(FittedFeatures features)
    {
        var result = new List<float[]>();
        using var query = connection.Query(features.ToSql("data"));
        while (query.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var values = new float[features.OutputColumns.Count];
                for (var i = 0; i < values.Length; i++) values[i] = chunk.Column(i).IsNull(row) ? float.NaN : chunk.Column(i).Values<float>()[row];
                result.Add(values);
            }
        }

        return [.. result];
    }

    public float[][] RunOnnx(FittedFeatures features, IReadOnlyList<Column> inputs) => RunGraph(Model(features), inputs, outputs =>
    {
        outputs[0].Shape.ShouldBe([rows.Count, features.OutputColumns.Count]);
        var values = outputs[0].AsSpan<float>();
        var result = new float[rows.Count][];
        for (var row = 0; row < result.Length; row++) result[row] = values.Slice(row * features.OutputColumns.Count, features.OutputColumns.Count).ToArray();
        return result;
    });

    /// <summary>What each engine counts of the features: DuckDB, ONNX Runtime, the reference evaluator.</summary>
    public (long[] Sql, long[] Onnx, long[] Reference) RunChecks(FittedFeatures features, IReadOnlyList<Column> inputs)
    {
        var counted = Query(features.ToCheckSql("data"), CancellationToken.None).ShouldHaveSingleItem();
        counted[0].ShouldBe((long)rows.Count);
        var graph = new OnnxGraphBuilder();
        var (matrix, counts) = features.AppendWithChecksTo(graph);
        graph.AddOutput("matrix", matrix, OnnxElement.Float32, -1, features.OutputColumns.Count);
        graph.AddOutput("counts", counts, OnnxElement.Int64, features.ServedChecks.Count);
        var onnx = RunGraph(graph.Build(), inputs, outputs => outputs[1].AsSpan<long>().ToArray());
        var reference = new long[features.Checks.Count];
        foreach (var row in rows)
            foreach (var (index, hit) in features.EvaluateChecks(row).Index())
                if (hit) reference[index]++;
        return ([.. counted.Skip(1).Select(value => (long)value!)], onnx, reference);
    }

    private T RunGraph<T>(byte[] model, IReadOnlyList<Column> inputs, Func<IReadOnlyList<OrtTensor>, T> read)
    {
        using var session = OrtSession.Load(model);
        var tensors = inputs.ToDictionary(input => input.Name, Tensor);
        try
        {
            var outputs = session.Run(tensors);
            try
            {
                return read(outputs);
            }
            finally
            {
                foreach (var output in outputs) output.Dispose();
            }
        }
        finally
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
        }
    }

    public float[][] RunReference(FittedFeatures features) => [.. rows.Select(features.Evaluate)];

    public static byte[] Model(FittedFeatures features)
    {
        var graph = new OnnxGraphBuilder();
        graph.AddOutput("matrix", features.AppendTo(graph), OnnxElement.Float32, -1, features.OutputColumns.Count);
        return graph.Build();
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    private OrtTensor Tensor(Column column)
    {
        var values = rows.Select(row => RowValues.Normalise(column, row.GetValueOrDefault(column.Name))).ToList();
        return column.Type switch
        {
            ColumnType.String => OrtTensor.Strings([.. values.Select(value => (string?)value ?? "")], rows.Count, 1),
            ColumnType.Boolean => OrtTensor.Over<double>(values.Select(value => value is bool flag ? (flag ? 1.0 : 0.0) : double.NaN).ToArray(), rows.Count, 1),
            _ => OrtTensor.Over<double>(values.Select(value => (double)value!).ToArray(), rows.Count, 1),
        };
    }

    private static string SqlType(ColumnType type) => type switch
    {
        ColumnType.String => "VARCHAR",
        ColumnType.Int64 => "BIGINT",
        ColumnType.Float64 => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        _ => "DATE",
    };

    private static string Literal(Column column, object? value) => value switch
    {
        null => "NULL",
        double number => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE",
        bool flag => flag ? "true" : "false",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        DateTime moment => $"'{moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'::TIMESTAMP",
        DateOnly day => $"'{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'::DATE",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"no literal for {value} in {column.Name}"),
    };
}
