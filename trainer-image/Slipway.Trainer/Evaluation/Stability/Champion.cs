using System.Globalization;
using System.Text.Json;
using Slipway.Contracts.Training;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Evaluation.Stability;

/// <summary>The version in use, ready to score the rows that its successor is measured on.</summary>
internal sealed class Champion : IDisposable
{
    private readonly OrtSession session;
    private readonly GraphScorer scorer;
    private readonly TrainingData data;
    private readonly Target target;
    private readonly float threshold;

    private Champion(string version, OrtSession session, IReadOnlyList<Column> inputs, PreparedData prepared, float threshold)
    {
        (Version, this.session, data, target, this.threshold) = (version, session, prepared.Data, prepared.Target, threshold);
        scorer = new GraphScorer(session, inputs, OutputNodes.ScoreOutput(target.Task));
    }

    internal string Version { get; }

    /// <summary>Null, with a warning, where its predictions cannot be compared with those of the new version.</summary>
    internal static Champion? Open(RunContext run, PreparedData prepared, ChampionFile? file)
    {
        if (file is null) return null;
        if (file.Path is null) return Incomparable(run, file, file.Obstacle!);
        OrtSession? session = null;
        try
        {
            session = OrtSession.Load(file.Path, new OrtSessionOptions { IntraOpThreads = run.Threads });
            if (Obstacle(session, prepared) is { } obstacle) return Incomparable(run, file, obstacle);
            var threshold = session.Metadata.TryGetValue("slipway.threshold", out var text) ? float.Parse(text, CultureInfo.InvariantCulture) : 0;
            var champion = new Champion(file.Version, session, [.. session.Inputs.Select(input => Known(prepared).First(column => column.Name == input.Name))], prepared, threshold);
            session = null;
            return champion;
        }
        catch (OrtException damaged)
        {
            return Incomparable(run, file, $"it cannot be loaded: {damaged.Message}");
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>What it gives for the rows of a table or a query in parentheses.</summary>
    internal Predictions Score(string source, CancellationToken cancellationToken) => new(scorer.Score(data, source, [], null, cancellationToken), target, threshold);

    /// <summary>Measures its rows as its successor's are measured, with its own threshold.</summary>
    internal Evaluator Evaluator(EvaluationPolicy policy) => new(target, threshold, Metrics.LabelCosts.Of(policy.Threshold));

    public void Dispose() => session.Dispose();

    private static string? Obstacle(OrtSession session, PreparedData prepared)
    {
        foreach (var input in session.Inputs)
        {
            var column = Known(prepared).FirstOrDefault(known => known.Name == input.Name);
            if (column is null) return $"it reads '{input.Name}', which the new version's data do not have";
            if (column.Type == ColumnType.String != (input.ElementType == OrtElementType.String)) return $"it reads '{input.Name}' as {input.ElementType}, and the column is {column.Type} now";
        }

        if (session.Outputs.All(output => output.Name != OutputNodes.ScoreOutput(prepared.Target.Task))) return $"it has no output '{OutputNodes.ScoreOutput(prepared.Target.Task)}'";
        if (prepared.Target.Classes.Count == 0) return null;
        if (!session.Metadata.TryGetValue("slipway.classes", out var text)) return "its file does not name its classes";
        var classes = JsonSerializer.Deserialize(text, ExportJson.Default.StringArray) ?? [];
        return classes.SequenceEqual(prepared.Target.Classes) ? null : $"its classes are {string.Join(", ", classes.Take(10))}, and those of the new version {string.Join(", ", prepared.Target.Classes.Take(10))}";
    }

    private static IEnumerable<Column> Known(PreparedData prepared) => prepared.Program.Inputs.Concat(prepared.Data.Manifest.Columns);

    private static Champion? Incomparable(RunContext run, ChampionFile file, string why)
    {
        run.Warn($"Predictions were not compared row by row with those of {file.Version}, the version in use: {why}.");
        return null;
    }
}
