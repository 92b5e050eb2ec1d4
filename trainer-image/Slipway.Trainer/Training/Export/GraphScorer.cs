using System.Diagnostics;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Training.Data;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Training.Export;

/// <summary>Runs the exported graph on raw rows, as a server would.</summary>
internal sealed class GraphScorer(OrtSession session, IReadOnlyList<Column> inputs, string scoreOutput)
{
    /// <summary>Scores of every row of a source, in its order.</summary>
    /// <param name="data">Engine that holds the source.</param>
    /// <param name="source">Table, or a query in parentheses, with the raw columns.</param>
    /// <param name="further">SQL of further columns that the caller wants to see beside the inputs.</param>
    /// <param name="see">Called for each chunk; further columns begin at the given position.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    internal float[] Score(TrainingData data, string source, IReadOnlyList<string> further, Action<DataChunk, int>? see, CancellationToken cancellationToken) => data.Run(() =>
    {
        var scores = new List<float>();
        var columns = inputs.Select(input => SqlText.Identifier(input.Name)).Concat(further);
        using var result = data.Connection.Query($"SELECT {string.Join(", ", columns)} FROM {source}", cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            scores.AddRange(Run(chunk));
            see?.Invoke(chunk, inputs.Count);
        }

        return scores.ToArray();
    });

    /// <summary>Median time of scoring the first row of a source by itself.</summary>
    internal TimeSpan MedianLatency(TrainingData data, string source, CancellationToken cancellationToken) => data.Run(() =>
    {
        const int warmUp = 20, timed = 200;
        using var result = data.Connection.Query($"SELECT {string.Join(", ", inputs.Select(input => SqlText.Identifier(input.Name)))} FROM {source} LIMIT 1", cancellationToken);
        var row = result.NextChunk()!;
        var times = new TimeSpan[timed];
        for (var i = -warmUp; i < timed; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Run(row);
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(start);
        }

        Array.Sort(times);
        return times[timed / 2];
    });

    private ReadOnlySpan<float> Run(DataChunk chunk)
    {
        var tensors = new Dictionary<string, OrtTensor>(inputs.Count, StringComparer.Ordinal);
        try
        {
            for (var i = 0; i < inputs.Count; i++) tensors[inputs[i].Name] = Tensor(chunk.Column(i), inputs[i].Type);
            using var output = session.Run(tensors, [scoreOutput])[0];
            return output.AsSpan<float>().ToArray();
        }
        finally
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
        }
    }

    private static OrtTensor Tensor(ColumnVector column, ColumnType type)
    {
        if (type != ColumnType.String)
        {
            var numbers = new double[column.Count];
            column.CopyTo(numbers);
            return OrtTensor.Over(numbers.AsMemory(), column.Count, 1);
        }

        var texts = OrtTensor.Allocate(OrtElementType.String, column.Count, 1);
        for (var row = 0; row < column.Count; row++) texts.SetUtf8(row, column.Bytes(row));
        return texts;
    }
}
