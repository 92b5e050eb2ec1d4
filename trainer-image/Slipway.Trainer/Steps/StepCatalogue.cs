namespace Slipway.Trainer.Steps;

/// <summary>The commands of the trainer.</summary>
internal static class StepCatalogue
{
    public static readonly IReadOnlyList<IStep> Steps =
    [
    ];

    public static IStep? Find(string name) => Steps.FirstOrDefault(step => step.Name == name);
}
