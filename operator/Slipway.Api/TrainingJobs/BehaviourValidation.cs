using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>Whether behaviour tests say what their kind needs, and nothing that it does not know.</summary>
internal static class BehaviourValidation
{
    public static void Check(IReadOnlyList<BehaviourTest>? tests, LearningTask task, FieldErrors errors)
    {
        errors.Unique("spec.evaluation.behaviour", (tests ?? []).Select(test => test.Name), "name");
        foreach (var (index, test) in (tests ?? []).Index())
        {
            var at = $"spec.evaluation.behaviour[{index}]";
            Needed(test, task, at, errors);
            Foreign(test, at, errors);
            OfTask(test, task, at, errors);
            errors.AddIf(test.Min > test.Max, $"{at}.min", test.Min, $"is larger than max {test.Max}, so no prediction can pass");
        }
    }

    private static void Needed(BehaviourTest test, LearningTask task, string at, FieldErrors errors)
    {
        var bounded = test.Min is not null || test.Max is not null;
        switch (test.Type)
        {
            case BehaviourType.MinimumFunctionality:
                errors.AddIf(!bounded && test.Label is null, at, test.Name, "sets no bound; give min, max or label");
                break;
            case BehaviourType.Invariance:
                errors.AddIf(test.Column is null, $"{at}.column", null, "is missing; name the column that must not matter");
                errors.AddIf(test.Values is { Count: < 2 }, $"{at}.values", test.Values?.Count, "are less than two, so that nothing can be flipped; give two or more, or remove them to take those of the test split");
                break;
            case BehaviourType.Directional:
                errors.AddIf(test.Column is null, $"{at}.column", null, "is missing; name the numeric column that is raised");
                errors.AddIf(test.By is null or 0, $"{at}.by", test.By, "is missing or 0; give what is added to the column, in its unit");
                errors.AddIf(test.Expect is null, $"{at}.expect", null, "is missing; write NotFall or NotRise");
                break;
        }

        errors.AddIf(
            test.Type is BehaviourType.Invariance or BehaviourType.Perturbation && !task.HasClasses() && test.Tolerance is null,
            $"{at}.tolerance", null, $"is missing: a {task} has no label that could stay; give it in the unit of the prediction");
        errors.AddIf(
            task == LearningTask.Multiclass && test.Class is null && (bounded || test.Type == BehaviourType.Directional),
            $"{at}.class", null, "is missing: name the class whose probability is meant");
    }

    private static void Foreign(BehaviourTest test, string at, FieldErrors errors)
    {
        void Only(string field, bool given, params ReadOnlySpan<BehaviourType> types)
        {
            if (given && !types.Contains(test.Type)) errors.Add($"{at}.{field}", null, $"is not for {test.Type}; remove it, or set type to {string.Join(" or ", types.ToArray())}");
        }

        Only("column", test.Column is not null, BehaviourType.Invariance, BehaviourType.Directional);
        Only("values", test.Values is not null, BehaviourType.Invariance);
        Only("columns", test.Columns is not null, BehaviourType.Perturbation);
        Only("noise", test.Noise is not null, BehaviourType.Perturbation);
        Only("by", test.By is not null, BehaviourType.Directional);
        Only("expect", test.Expect is not null, BehaviourType.Directional);
        Only("min", test.Min is not null, BehaviourType.MinimumFunctionality);
        Only("max", test.Max is not null, BehaviourType.MinimumFunctionality);
        Only("label", test.Label is not null, BehaviourType.MinimumFunctionality);
        Only("cases", test.Cases is not null, BehaviourType.MinimumFunctionality);
        Only("tolerance", test.Tolerance is not null, BehaviourType.Invariance, BehaviourType.Directional, BehaviourType.Perturbation);
    }

    private static void OfTask(BehaviourTest test, LearningTask task, string at, FieldErrors errors)
    {
        if (task.HasClasses()) return;
        errors.AddIf(test.Label is not null, $"{at}.label", test.Label, $"is for classes; give min and max, since task is {task}");
        errors.AddIf(test.Class is not null, $"{at}.class", test.Class, $"is for classes; remove it, since task is {task}");
    }
}
