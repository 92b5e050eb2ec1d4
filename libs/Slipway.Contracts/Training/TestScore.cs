namespace Slipway.Contracts.Training;

/// <summary>How ready for production a model is, by the 28 tests of Breck et al., The ML Test Score (2017): 1 point for a test that runs by itself, half a point for one that was done by hand.</summary>
public sealed record TestScore
{
    /// <summary>The smallest sum of the four sections; below 1 the authors call it a research project, above 5 exceptional.</summary>
    public required double Final { get; init; }

    /// <summary>The tests, section by section.</summary>
    public required IReadOnlyList<TestScoreLine> Tests { get; init; }
}

/// <summary>One of the 28 tests.</summary>
/// <param name="Id">Number in the paper, such as <c>D1</c>.</param>
/// <param name="Section">Section of the paper.</param>
/// <param name="Name">What is tested.</param>
/// <param name="Points">0, 0.5 or 1.</param>
/// <param name="Evidence">What was found of this model, or what would give the points.</param>
public sealed record TestScoreLine(string Id, TestScoreSection Section, string Name, double Points, string Evidence);

/// <summary>Sections of the ML Test Score.</summary>
public enum TestScoreSection
{
    /// <summary>Features and data.</summary>
    Data,

    /// <summary>Model development.</summary>
    Model,

    /// <summary>Infrastructure.</summary>
    Infrastructure,

    /// <summary>Monitoring.</summary>
    Monitoring,
}

/// <summary>What the operator knows of a model family when a run begins: how it is served, watched and trained again.</summary>
public sealed record OperationFacts
{
    /// <summary>Rollouts of the family.</summary>
    public IReadOnlyList<string>? Rollouts { get; init; }

    /// <summary>Whether a Rollout moves traffic to a new version in steps.</summary>
    public bool Canary { get; init; }

    /// <summary>Whether a Rollout has gone back from a version once, so that the way is known to work.</summary>
    public bool RolledBack { get; init; }

    /// <summary>Datasets that are made from the predictions of the family and what became of them.</summary>
    public IReadOnlyList<string>? PredictionLogs { get; init; }

    /// <summary>Seconds from the newest definition of the FeatureSet to the run.</summary>
    public double? FeatureAgeSeconds { get; init; }

    /// <summary>Revision of the source that the TrainingJob's manifest comes from, when its annotations say so.</summary>
    public string? SourceRevision { get; init; }

    /// <summary>Versions of the family that were made before.</summary>
    public int Versions { get; init; }
}
