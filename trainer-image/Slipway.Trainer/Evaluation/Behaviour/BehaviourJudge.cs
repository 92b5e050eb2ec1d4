using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>Whether rows pass a behaviour test, from what the model gives for them as they are and as changed. Pure.</summary>
/// <param name="test">The test.</param>
/// <param name="before">Predictions of the rows as they are.</param>
/// <param name="after">Predictions of the rows as changed, one for each variation.</param>
internal sealed class BehaviourJudge(BehaviourTest test, Predictions before, IReadOnlyList<Predictions> after)
{
    internal BehaviourVerdict Judge(int row) => test.Type switch
    {
        BehaviourType.MinimumFunctionality => Bounds(row),
        BehaviourType.Directional => Direction(row),
        _ => Stays(row),
    };

    private BehaviourVerdict Bounds(int row)
    {
        double beyond = 0;
        if (test.Min is not null || test.Max is not null)
        {
            var value = before.Of(row, test.Class);
            // What is no number is within no bounds.
            beyond = double.IsNaN(value) ? double.PositiveInfinity : Math.Max(0, Math.Max((test.Min ?? value) - value, value - (test.Max ?? value)));
        }

        var wrongLabel = test.Label is not null && before.Decision(row) != test.Label;
        return new BehaviourVerdict(row, beyond > 0 || wrongLabel, beyond > 0 ? beyond : Unsure(row), 0, 0);
    }

    // How far a wrongly labelled row is from its label.
    private double Unsure(int row) => test.Label is null ? 0 : 1 - before.Of(row, test.Label);

    private BehaviourVerdict Direction(int row)
    {
        var moved = after[0].Of(row, test.Class) - before.Of(row, test.Class);
        var against = test.Expect == ExpectedDirection.NotFall ? -moved : moved;
        return new BehaviourVerdict(row, !(against <= (test.Tolerance ?? 0)), against, Math.Abs(moved), 0);
    }

    private BehaviourVerdict Stays(int row)
    {
        var (worst, failed, change) = (0, false, 0.0);
        for (var at = 0; at < after.Count; at++)
        {
            var moved = Moved(after[at], row);
            var fails = test.Tolerance is { } tolerance ? !(moved <= tolerance) : before.Decision(row) != after[at].Decision(row);
            if (at == 0 || (fails && !failed) || (fails == failed && moved > change)) (worst, change) = (at, moved);
            failed |= fails;
        }

        return new BehaviourVerdict(row, failed, change, change, worst);
    }

    private double Moved(Predictions changed, int row) =>
        test.Class is null ? before.Change(changed, row) : Math.Abs(changed.Of(row, test.Class) - before.Of(row, test.Class));
}

/// <summary>How a row fares.</summary>
/// <param name="Row">Its place among the rows of the test, from 0.</param>
/// <param name="Failed">Whether it fails.</param>
/// <param name="Severity">How badly, for the order of examples.</param>
/// <param name="Change">How far its prediction moves, without the sign.</param>
/// <param name="Variation">The variation under which it fares worst.</param>
internal readonly record struct BehaviourVerdict(int Row, bool Failed, double Severity, double Change, int Variation);
