using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.OnnxRuntime;
using Slipway.Storage;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Compression;

/// <summary>Writes the teacher beside the smaller model and compares the two.</summary>
internal static class CompressionStudy
{
    internal const string TeacherFile = "teacher.onnx";

    /// <returns>The report, and the teacher's file in the scratch folder with its digest.</returns>
    internal static (CompressionReport Report, string Path, string Digest) Compare(
        RunContext run, PreparedData prepared, TrainedBooster teacher, ExportedModel model, float threshold, CancellationToken cancellationToken)
    {
        var trees = XGBoostModel.Read(teacher.Booster.SaveModel(), teacher.Rounds);
        var bytes = ModelExport.Write(run.Spec, prepared.Features, trees, prepared.Target, threshold, Engines.Versions());
        var path = Path.Combine(run.Step.ScratchFolder, TeacherFile);
        File.WriteAllBytes(path, bytes);
        using var session = OrtSession.Load(bytes, new OrtSessionOptions { IntraOpThreads = run.Threads });
        var scorer = new GraphScorer(session, prepared.Program.Inputs, OutputNodes.ScoreOutput(prepared.Target.Task));
        var (theirs, before) = Measure(prepared, scorer, bytes, trees, cancellationToken);
        var (ours, after) = Measure(prepared, model.Scorer, model.Bytes, model.Trees, cancellationToken);
        var difference = theirs.Scores.Zip(ours.Scores, (one, other) => Math.Abs((double)one - other)).Average();
        run.Report($"compressed from {before.Bytes} to {after.Bytes} bytes, from {before.LatencyMicroseconds:0} to {after.LatencyMicroseconds:0} µs a row");
        return (new CompressionReport { Method = run.Spec.Compression!.Method, Teacher = before, Model = after, MeanDifference = difference }, path, Digest.Of(bytes));
    }

    private static (ScoredRows Rows, ModelSize Size) Measure(PreparedData prepared, GraphScorer scorer, byte[] bytes, XGBoostModel trees, CancellationToken cancellationToken)
    {
        var (data, target) = (prepared.Data, prepared.Target);
        var rows = ScoredRows.Read(data, Split.Test, target, scorer, [], cancellationToken);
        var value = HeadlineMeasure.Of(target, rows.Scores, [.. rows.Labels.Select(label => (float)label)], rows.Queries);
        var latency = scorer.MedianLatency(data, target.Source(Split.Test), cancellationToken);
        return (rows, new ModelSize(
            bytes.Length, trees.Trees.Count, trees.Trees.Sum(tree => (long)tree.Nodes.Count), Math.Round(latency.TotalMicroseconds, 1), HeadlineMeasure.Name(target.Task), double.IsFinite(value) ? Math.Round(value, 6) : null));
    }
}
