using System.Text.Json;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Compression;

/// <summary>Makes the smaller model of the one that was learned.</summary>
internal sealed class Compressor(CompressionPolicy policy, RunContext run, PreparedData prepared, Learner learner)
{
    /// <summary>The smaller model; a pruned one shares its booster with the teacher.</summary>
    internal TrainedBooster Compress(TrainedBooster teacher, CancellationToken cancellationToken)
    {
        if (policy.Method == CompressionMethod.Distillation) return Distil(teacher, cancellationToken);
        var rounds = PruningRule.Rounds(policy, teacher, prepared.Parameters);
        run.Report($"pruned to {rounds} of {teacher.Rounds} rounds");
        return teacher with { BestRound = rounds - 1 };
    }

    private TrainedBooster Distil(TrainedBooster teacher, CancellationToken cancellationToken)
    {
        var parameters = ParameterReader.Read(prepared.ParameterRequest with { Hyperparameters = Overlaid(prepared.ParameterRequest.Hyperparameters, policy.Hyperparameters!) });
        run.Warn(parameters.Warnings.Except(prepared.Parameters.Warnings));
        var batches = FeatureRows.Read(prepared.Data, prepared.Rows, prepared.Features, cancellationToken);
        var soft = new List<DenseBatch>(batches.Count);
        foreach (var batch in batches)
        {
            using var matrix = Matrices.ForPrediction([batch], prepared.Columns, run.Threads);
            soft.Add(SoftLabels.Of(batch, teacher.Booster.Predict(matrix, PredictionKind.Value, teacher.Rounds), prepared.Target.Task, prepared.Columns));
        }

        run.Report($"a student learns what {teacher.Rounds} rounds predict");
        return learner.Teach(soft, parameters, cancellationToken);
    }

    /// <summary>The student's parameters over the teacher's, whichever of its names each was given by.</summary>
    private static Dictionary<string, JsonElement> Overlaid(IReadOnlyDictionary<string, JsonElement>? teacher, IReadOnlyDictionary<string, JsonElement> student)
    {
        var named = student.Keys.Select(name => ParameterNames.Resolve(name) ?? name).ToHashSet();
        var parameters = (teacher ?? new Dictionary<string, JsonElement>()).Where(each => !named.Contains(ParameterNames.Resolve(each.Key) ?? each.Key)).ToDictionary();
        foreach (var (name, value) in student) parameters[name] = value;
        return parameters;
    }
}
