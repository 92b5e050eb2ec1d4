namespace Slipway.Faults.Tests.World;

/// <summary>Which of the things that can happen happens next.</summary>
internal sealed class Order(int? seed)
{
    private readonly Random? random = seed is { } value ? new Random(value) : null;

    /// <summary>The first, as in a cluster in which everything is quick; or any, by the seed.</summary>
    public Action Choose(IReadOnlyList<Action> choices) => choices[random?.Next(choices.Count) ?? 0];

    /// <summary>Whether time passes although something could happen: a slow process, a slow network.</summary>
    public bool IsSlow => random?.Next(20) == 0;
}
