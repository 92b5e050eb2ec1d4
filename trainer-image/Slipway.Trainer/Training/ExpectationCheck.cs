using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Training;

/// <summary>Checks the expectations of the features on the train split, before anything is learned from it.</summary>
internal static class ExpectationCheck
{
    /// <summary>How each expectation stands; what is only a warning is added to the warnings.</summary>
    /// <exception cref="StepException">An expectation with the severity Error is broken.</exception>
    internal static IReadOnlyList<ExpectationResult> Run(RunContext run, TrainingData data, FittedFeatures features, CancellationToken cancellationToken)
    {
        if (features.Checks.All(check => check.Expectation is null)) return [];
        var row = data.Run(() =>
        {
            using var result = data.Connection.Query(features.ToCheckSql(TrainingData.Table(Split.Train)), cancellationToken);
            return result.ReadRows()[0];
        });
        var rows = (long)row[0]!;
        List<ExpectationResult> results =
        [
            .. features.Checks.Index().Where(pair => pair.Item.Expectation is not null).Select(pair => (Check: pair.Item, Counted: (long)row[pair.Index + 1]!))
                .Select(pair => new ExpectationResult(pair.Check, rows, pair.Counted, Held: !pair.Check.IsBroken(pair.Counted, rows))),
        ];
        run.Warn(results.Where(result => result is { Held: false, Check.Severity: Severity.Warn }).Select(Describe));
        var errors = results.Where(result => result is { Held: false, Check.Severity: Severity.Error }).Select(Describe).ToList();
        return errors.Count == 0
            ? results
            : throw StepException.Refused("ExpectationsNotMet", string.Join(" ", errors), "Correct the data of the Dataset, or the expectation in the FeatureSet.");
    }

    private static string Describe(ExpectationResult result) =>
        $"Feature '{result.Check.Feature}' breaks its expectation '{result.Check.Expectation}' ({result.Check.Rule}) in {result.Counted} of {result.Rows} rows of the train split.";
}
