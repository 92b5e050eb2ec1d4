using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>All that the ML Test Score of a model is judged by.</summary>
internal sealed record ScoredModel(TrainSpec Spec, EvaluationReport Evaluation, FeatureReport Features, DatasetManifest Data)
{
    internal OperationFacts Operation => Spec.Operation ?? new OperationFacts();

    internal bool HasRequiredGate(Func<Gate, bool> which) => (Spec.Gates ?? []).Any(gate => gate.Mode == GateMode.Required && which(gate));
}
