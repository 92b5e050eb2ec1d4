namespace Slipway.Trainer.Training.Labels;

/// <summary>Class probabilities of rows, whatever number of scores a model gives for each: a binary one gives that of the positive class alone.</summary>
internal readonly struct Probabilities(float[] scores, int outputs)
{
    internal int Rows => scores.Length / outputs;

    internal int Classes => outputs == 1 ? 2 : outputs;

    internal double Of(int row, int name)
    {
        if (outputs > 1) return scores[(row * outputs) + name];
        return name == 1 ? scores[row] : 1.0 - scores[row];
    }

    /// <summary>The most probable class, the first of equals.</summary>
    internal int Best(int row)
    {
        var best = 0;
        for (var name = 1; name < Classes; name++) if (Of(row, name) > Of(row, best)) best = name;
        return best;
    }
}
