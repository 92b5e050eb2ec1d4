using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Training.Compression;

/// <summary>Writes the teacher beside the smaller model and compares the two.</summary>
internal static class CompressionStudy
{
    internal const string TeacherFile = "teacher.onnx";

    /// <returns>The report, and the teacher's file in the scratch folder with its digest.</returns>
    internal static (CompressionReport Report, string Path, string Digest) Compare(
        RunContext run, PreparedData prepared, TrainedBooster teacher, ExportedModel model, float threshold, CancellationToken cancellationToken)
    {
        using var larger = ExportedModel.Write(run, prepared, teacher, threshold, cancellationToken);
        var path = Path.Combine(run.Step.ScratchFolder, TeacherFile);
        File.WriteAllBytes(path, larger.Bytes);
        var (theirs, before) = Measure(prepared, larger, cancellationToken);
        var (ours, after) = Measure(prepared, model, cancellationToken);
        var difference = theirs.Scores.Zip(ours.Scores, (one, other) => Math.Abs((double)one - other)).Average();
        run.Report($"compressed from {before.Bytes} to {after.Bytes} bytes, from {before.LatencyMicroseconds:0} to {after.LatencyMicroseconds:0} µs a row");
        return (new CompressionReport { Method = run.Spec.Compression!.Method, Teacher = before, Model = after, MeanDifference = difference }, path, Digest.Of(larger.Bytes));
    }

    private static (ScoredRows Rows, ModelSize Size) Measure(PreparedData prepared, ExportedModel model, CancellationToken cancellationToken)
    {
        var (data, target) = (prepared.Data, prepared.Target);
        var rows = ScoredRows.Read(data, Split.Test, target, model.Scorer, [], cancellationToken);
        var value = HeadlineMeasure.Of(target, rows.Scores, [.. rows.Labels.Select(label => (float)label)], rows.Queries);
        var latency = model.Scorer.MedianLatency(data, target.Source(Split.Test), cancellationToken);
        return (rows, new ModelSize(
            model.Bytes.Length, model.Trees.Trees.Count, model.Trees.Trees.Sum(tree => (long)tree.Nodes.Count), Math.Round(latency.TotalMicroseconds, 1), HeadlineMeasure.Name(target.Task), double.IsFinite(value) ? Math.Round(value, 6) : null));
    }
}
