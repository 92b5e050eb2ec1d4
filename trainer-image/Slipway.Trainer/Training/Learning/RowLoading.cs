using Slipway.Contracts.Data;
using Slipway.Trainer.Training.Data;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Brings rows to learn from into XGBoost's form, within the memory that there is.</summary>
internal sealed class RowLoading
{
    private readonly RunContext run;
    private readonly PreparedData prepared;

    /// <param name="run">The run.</param>
    /// <param name="prepared">What is learned from.</param>
    internal RowLoading(RunContext run, PreparedData prepared)
    {
        this.run = run;
        this.prepared = prepared;
        var rows = prepared.Data.Rows(Split.Train) / run.Spec.Workers;
        // A query lies in memory as a whole, since its rows are compared with each other. The other half is the data engine's.
        var memory = run.Step.LearnerMemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        Form = prepared.Parameters.Binned && prepared.Target.QueryColumn is null ? MatrixForms.Choose(rows, prepared.Columns, prepared.Parameters.MaxBin, memory, XGBoostLibrary.HasExternalMemory) : MatrixForm.InMemory;
        if (Form != MatrixForm.InMemory)
            run.Report($"{rows} rows of {prepared.Columns} columns are more than {memory >> 20} MiB hold: they are binned from the files{(Form == MatrixForm.External ? ", and the bins stay in scratch files" : "")}");
        if (Form != MatrixForm.InMemory && MatrixForms.RowBytes(rows) is var needed && needed > memory)
            run.Warn($"{rows} rows need about {needed >> 20} MiB beside their values, and {memory >> 20} MiB are there for them: raise the memory of the step, or set workers, if it is ended for want of memory.");
    }

    internal MatrixForm Form { get; }

    /// <summary>Rows to learn from.</summary>
    internal OpenRows Open(TrainingRows rows, CancellationToken cancellationToken) => Form == MatrixForm.InMemory
        ? new OpenRows(FeatureRows.Read(prepared.Data, rows, prepared.Features, cancellationToken))
        : new OpenRows(FeatureRows.Stream(prepared.Data, rows, prepared.Features, cancellationToken));

    /// <summary>Rows to measure on: a source that has the label's number beside its columns.</summary>
    internal OpenRows Open(string source, CancellationToken cancellationToken) => Form == MatrixForm.InMemory
        ? new OpenRows(FeatureRows.ReadLabelled(prepared.Data, source, prepared.Features, prepared.Target, cancellationToken))
        : new OpenRows(FeatureRows.Stream(prepared.Data, source, prepared.Features, prepared.Target, cancellationToken));

    /// <summary>The matrix to learn from.</summary>
    internal DMatrix ForTraining(OpenRows rows) => rows.Take(
        batches => Matrices.ForTraining(batches, prepared.Columns, prepared.Parameters, run.Threads), stream => DMatrix.FromSource(stream, prepared.Columns, Options("train")));

    /// <summary>The matrix to measure on after each round; one that is streamed has the bins of the one to learn from.</summary>
    internal DMatrix BesideRounds(OpenRows rows, DMatrix train) => rows.Take(
        batches => Matrices.ForPrediction(batches, prepared.Columns, run.Threads), stream => DMatrix.FromSource(stream, prepared.Columns, Options("validation") with { Like = train }));

    private BinnedForm Options(string name) => new()
    {
        MaxBin = prepared.Parameters.MaxBin,
        Threads = run.Threads,
        CachePrefix = Form == MatrixForm.External ? Path.Combine(Directory.CreateDirectory(Path.Combine(run.Step.ScratchFolder, "bins")).FullName, name) : null,
    };
}
