using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>What a behaviour test needs of the data that a manifest alone cannot say.</summary>
internal static class BehaviourRules
{
    /// <exception cref="StepException">The test names a class that there is not, or lacks what its kind needs.</exception>
    internal static void Require(BehaviourTest test, Target target)
    {
        foreach (var (field, name) in new[] { ("class", test.Class), ("label", test.Label) })
        {
            if (name is null || target.Classes.Contains(name)) continue;
            throw Invalid(test, $"{field} '{name}' is no class of label '{target.Column}'", target.Classes.Count == 0 ? $"Remove {field}: the task has no classes." : $"The classes are {string.Join(", ", target.Classes.Take(20))}.");
        }

        switch (test.Type)
        {
            case BehaviourType.MinimumFunctionality when test is { Min: null, Max: null, Label: null }:
                throw Invalid(test, "it sets no bound", "Give min, max or label.");
            case BehaviourType.Invariance when test.Column is null:
                throw Invalid(test, "it names no column", "Give the column that must not matter.");
            case BehaviourType.Directional when test.Column is null || test.By is null or 0 || test.Expect is null:
                throw Invalid(test, "it lacks column, by or expect", "Give all three, such as column: price, by: 10, expect: NotRise.");
            case BehaviourType.Invariance or BehaviourType.Perturbation when !target.Task.HasClasses() && test.Tolerance is null:
                throw Invalid(test, "it has no tolerance", "Give tolerance, in the unit of the prediction: without classes there is no label that could stay.");
        }

        var looksAtOne = test.Type == BehaviourType.Directional || test.Min is not null || test.Max is not null;
        if (looksAtOne && target.Task == LearningTask.Multiclass && test.Class is null)
            throw Invalid(test, "it looks at a probability and names no class", "Give class: whose probability is meant.");
    }

    internal static StepException Invalid(BehaviourTest test, string why, string remedy, Exception? inner = null) =>
        StepException.Invalid("InvalidBehaviourTest", $"evaluation.behaviour '{test.Name}' cannot be run: {why}.", remedy, inner);
}
