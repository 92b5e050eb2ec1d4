namespace Slipway.Trainer.Training;

/// <summary>Adds up the time spent inside the learner, apart from reading, features and evaluation.</summary>
internal sealed class LearnerTimer(TimeProvider clock)
{
    internal TimeSpan Total { get; private set; }

    internal T Measure<T>(Func<T> work)
    {
        var start = clock.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            Total += clock.GetElapsedTime(start);
        }
    }
}
