using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>Scores a model by the ML Test Score. Pure: every point rests on what is in the run's reports or is known of its family.</summary>
internal static class MlTestScore
{
    internal static Contracts.Training.TestScore Of(TrainSpec spec, EvaluationReport evaluation, FeatureReport features, DatasetManifest data)
    {
        var model = new ScoredModel(spec, evaluation, features, data);
        List<TestScoreLine> lines =
        [
            .. Lines("D", TestScoreSection.Data, DataTests.Of(model)), .. Lines("M", TestScoreSection.Model, ModelTests.Of(model)),
            .. Lines("I", TestScoreSection.Infrastructure, InfrastructureTests.Of(model)), .. Lines("O", TestScoreSection.Monitoring, MonitoringTests.Of(model)),
        ];
        return new Contracts.Training.TestScore { Final = lines.GroupBy(line => line.Section).Min(section => section.Sum(line => line.Points)), Tests = lines };
    }

    private static IEnumerable<TestScoreLine> Lines(string letter, TestScoreSection section, IEnumerable<Judged> tests) =>
        tests.Select((test, index) => new TestScoreLine($"{letter}{index + 1}", section, test.Name, test.Points, test.Evidence));
}

/// <summary>How one test stands.</summary>
internal sealed record Judged(string Name, double Points, string Evidence)
{
    /// <summary>One point, or none with the remedy.</summary>
    internal static Judged When(string name, bool holds, string evidence, string remedy) => new(name, holds ? 1 : 0, holds ? evidence : remedy);

    /// <summary>One point for what runs by itself, half for what a person can see, or none with the remedy.</summary>
    internal static Judged When(string name, (bool Holds, string Evidence) automatic, (bool Holds, string Evidence) byHand, string remedy) =>
        automatic.Holds ? new(name, 1, automatic.Evidence) : byHand.Holds ? new(name, 0.5, byHand.Evidence) : new(name, 0, remedy);
}
