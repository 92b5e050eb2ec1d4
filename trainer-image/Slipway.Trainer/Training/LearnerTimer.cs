namespace Slipway.Trainer.Training;

/// <summary>Adds up the time spent in one kind of work, such as the learner's, apart from all else.</summary>
internal sealed class LearnerTimer(TimeProvider clock)
{
    private long? began;

    internal TimeSpan Total { get; private set; }

    /// <summary>The total with what is being measured now.</summary>
    internal TimeSpan Running => Total + (began is { } start ? clock.GetElapsedTime(start) : TimeSpan.Zero);

    internal T Measure<T>(Func<T> work)
    {
        var start = clock.GetTimestamp();
        began = start;
        try
        {
            return work();
        }
        finally
        {
            Total += clock.GetElapsedTime(start);
            began = null;
        }
    }
}
