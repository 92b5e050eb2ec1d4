using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>Which datasets have newer versions than those that were trained on.</summary>
/// <param name="Names">Their names with the first characters of the versions' digests.</param>
/// <param name="FirstAt">When the first version came that was not trained on.</param>
internal sealed record DataNews(IReadOnlyList<string> Names, DateTimeOffset? FirstAt)
{
    public static DataNews None { get; } = new([], null);

    public bool Any => Names.Count > 0;

    /// <summary>In words.</summary>
    public string Text => $"new since the last run: {string.Join(", ", Names)}";

    public static DataNews Of(TrainingJobWorld world, TrainedInputs? tried)
    {
        if (tried is null) return None;
        List<(DatasetPin Pin, Dataset Dataset)> changed =
        [
            .. tried.Pins.Select(pin => (pin, Find(world, pin.Name))).Where(each => each.Item2?.Status?.Current is { } current && current.Digest != each.pin.Digest).Select(each => (each.pin, each.Item2!)),
        ];
        return changed.Count == 0 ? None : new DataNews(
            [.. changed.Select(each => $"{each.Pin.Name} {CanonicalJson.Short(each.Dataset.Status!.Current!.Digest, 12)}")], changed.Min(each => First(each.Pin, each.Dataset.Status!, tried.At)));
    }

    private static Dataset? Find(TrainingJobWorld world, string reference) => world.FindDataset(reference) ?? world.EvaluationSets.GetValueOrDefault(reference);

    // Versions are listed newest first. One that was trained on and is not listed any more is older than all.
    private static DateTimeOffset First(DatasetPin pin, DatasetStatus status, DateTimeOffset? trained)
    {
        var newer = (status.Versions ?? []).TakeWhile(version => version.Digest != pin.Digest).Where(version => trained is null || version.CreatedAt > trained).ToList();
        return newer.Count == 0 ? status.Current!.CreatedAt : newer.Min(version => version.CreatedAt);
    }
}
