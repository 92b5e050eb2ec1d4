using Slipway.Contracts.Models;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Export;

/// <summary>The model file, loaded as a server loads it. Everything that is measured of a version is measured through it.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly OrtSession session;

    private ExportedModel(byte[] bytes, XGBoostModel trees, OrtSession session, GraphScorer scorer, Parity parity)
    {
        this.session = session;
        (Bytes, Trees, Scorer, Parity) = (bytes, trees, scorer, parity);
    }

    internal byte[] Bytes { get; }

    /// <summary>The trees that count, as they were read from the learner.</summary>
    internal XGBoostModel Trees { get; }

    internal GraphScorer Scorer { get; }

    /// <summary>How far the file and the learner are apart.</summary>
    internal Parity Parity { get; }

    public void Dispose() => session.Dispose();

    /// <exception cref="StepException">The file gives other values than the learner.</exception>
    internal static ExportedModel Write(RunContext run, PreparedData prepared, TrainedBooster trained, float threshold, CancellationToken cancellationToken)
    {
        var trees = XGBoostModel.Read(trained.Booster.SaveModel(), trained.Rounds);
        var bytes = ModelExport.Write(run.Spec, prepared.Features, trees, prepared.Target, threshold, Engines.Versions());
        var session = OrtSession.Load(bytes, new OrtSessionOptions { IntraOpThreads = run.Threads });
        try
        {
            var scorer = new GraphScorer(session, prepared.Program.Inputs, OutputNodes.ScoreOutput(prepared.Target.Task));
            var parity = Compare(run, prepared, scorer, trained, cancellationToken);
            run.Report($"exported model agrees with XGBoost on {parity.Rows} rows to {parity.MaxDifference:g2}");
            return new ExportedModel(bytes, trees, session, scorer, parity);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static Parity Compare(RunContext run, PreparedData prepared, GraphScorer scorer, TrainedBooster trained, CancellationToken cancellationToken)
    {
        ParityTable.Create(prepared.Data, prepared.Program.Inputs, cancellationToken);
        var exported = scorer.Score(prepared.Data, ParityTable.Name, [], null, cancellationToken);
        var rows = FeatureRows.Read(prepared.Data, ParityTable.Name, prepared.Features, cancellationToken);
        using var matrix = Matrices.ForPrediction(rows, prepared.Columns, run.Threads);
        var learned = trained.Booster.Predict(matrix, PredictionKind.Value, trained.Rounds);
        return ParityCheck.Judge(prepared.Target.Task, exported, learned.Values, learned.Outputs);
    }
}
