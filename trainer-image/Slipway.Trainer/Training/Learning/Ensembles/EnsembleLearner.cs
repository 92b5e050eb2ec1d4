using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Learning.Ensembles;

/// <summary>Learns the members of an ensemble one after the other and makes one model of them.</summary>
internal sealed class EnsembleLearner(EnsemblePolicy policy, RunContext run, LearnerParameters parameters, int columns)
{
    internal TrainedBooster Learn(IReadOnlyList<DenseBatch> batches, DMatrix? validation, CancellationToken cancellationToken)
    {
        if (policy.Method == EnsembleMethod.Seeds && !parameters.DrawsRandomNumbers)
            throw StepException.Invalid(
                "MembersAreEqual", "ensemble.method is Seeds, but with these hyperparameters XGBoost draws nothing at random: all members would be the same.",
                "Set subsample or a colsample_ parameter below 1, or use method Bagging.");
        var members = new List<(byte[] Json, int Rounds)>();
        TrainedBooster? first = null;
        try
        {
            for (var member = 0; member < policy.Members; member++)
            {
                run.Report($"member {member + 1} of {policy.Members}");
                var trained = Train(batches, member, validation, cancellationToken);
                members.Add((trained.Booster.SaveModel(), trained.Rounds));
                if (first is null) first = trained;
                else trained.Dispose();
            }

            return Merge(first!, members);
        }
        finally
        {
            first?.Dispose();
        }
    }

    private TrainedBooster Train(IReadOnlyList<DenseBatch> batches, int member, DMatrix? validation, CancellationToken cancellationToken)
    {
        var seed = run.Spec.Seed + member;
        using var matrix = Matrices.ForTraining(policy.Method == EnsembleMethod.Bagging ? BootstrapRows.Draw(batches, seed) : batches, columns, parameters, run.Threads);
        return new BoostingLoop(parameters.WithSeed(seed), run.Step.Progress, run.Step.Clock).Train(matrix, validation, cancellationToken);
    }

    private TrainedBooster Merge(TrainedBooster first, IReadOnlyList<(byte[] Json, int Rounds)> members)
    {
        var mean = MeanModel.Of(members);
        var booster = new Booster([KeyValuePair.Create("nthread", parameters.Booster["nthread"]), KeyValuePair.Create("verbosity", parameters.Booster["verbosity"])]);
        booster.LoadModel(mean.Json);
        return new TrainedBooster(booster, first.BestRound, first.Curve) { MergedRounds = mean.Rounds };
    }
}
