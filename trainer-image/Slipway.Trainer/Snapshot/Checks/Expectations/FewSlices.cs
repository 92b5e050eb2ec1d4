using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>The worst slices of a check; one that fails everywhere needs no finding for each of a hundred.</summary>
internal static class FewSlices
{
    private const int MaxSlices = 10;

    public static IEnumerable<Finding> Of<T>(List<T> beyond, Func<T, Finding> finding) => beyond.Take(MaxSlices).Select((each, index) =>
        index == MaxSlices - 1 && beyond.Count > MaxSlices ? And(finding(each), beyond.Count - MaxSlices) : finding(each));

    private static Finding And(Finding last, int more) => last with { Message = $"{last.Message} And in {more} more slices." };
}
