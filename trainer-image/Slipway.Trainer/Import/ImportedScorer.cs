using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Import;

/// <summary>Runs a model from elsewhere on rows of a dataset, each of its inputs from the column of the same name.</summary>
internal sealed class ImportedScorer
{
    private readonly ImportedModel model;
    private readonly int outputs;
    private readonly bool isBinary;

    public ImportedScorer(ImportedModel model, DatasetManifest manifest, LearningTask task, int classes)
    {
        this.model = model;
        isBinary = task == LearningTask.Binary;
        outputs = task == LearningTask.Multiclass ? classes : 1;
        foreach (var input in model.Session.Inputs) Require(input, manifest);
    }

    /// <summary>Scores of every row of a source, in its order, with its labels; rows without a label are left out by the source.</summary>
    public (float[] Scores, double[] Labels) Score(TrainingData data, string source, string label, CancellationToken cancellationToken) => data.Run(() =>
    {
        var (scores, labels) = (new List<float>(), new List<double>());
        var columns = model.Session.Inputs.Select(input => SqlText.Identifier(input.Name)).Append(label);
        using var result = data.Connection.Query($"SELECT {string.Join(", ", columns)} FROM {source}", cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            scores.AddRange(Run(chunk));
            var truth = new double[chunk.RowCount];
            chunk.Column(model.Session.Inputs.Count).CopyTo(truth.AsSpan());
            labels.AddRange(truth);
        }

        return (scores.ToArray(), labels.ToArray());
    });

    private float[] Run(DataChunk chunk)
    {
        var inputs = model.Session.Inputs;
        var tensors = new Dictionary<string, OrtTensor>(inputs.Count, StringComparer.Ordinal);
        try
        {
            for (var at = 0; at < inputs.Count; at++) tensors[inputs[at].Name] = Tensor(chunk.Column(at), inputs[at], chunk.RowCount);
            using var output = model.Session.Run(tensors, [model.Score.Name])[0];
            return Shaped(output.ElementType == OrtElementType.Double ? [.. output.AsSpan<double>().ToArray().Select(score => (float)score)] : output.AsSpan<float>().ToArray(), chunk.RowCount);
        }
        finally
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
        }
    }

    // A binary model may tell both probabilities, the positive class's last.
    private float[] Shaped(float[] scores, int rows)
    {
        if (scores.Length == rows * outputs) return scores;
        if (isBinary && scores.Length == rows * 2) return [.. Enumerable.Range(0, rows).Select(row => scores[(row * 2) + 1])];
        throw StepException.Refused("UnfitModel", $"Output '{model.Score.Name}' gave {scores.Length} numbers for {rows} rows, and {(isBinary ? "1 or 2" : outputs)} for each row were expected.",
            "Name the output with the scores in spec.imported.evaluation.scoreOutput, and all classes in spec.imported.evaluation.classes.");
    }

    private static OrtTensor Tensor(ColumnVector column, OrtTensorInfo input, int rows)
    {
        long[] shape = input.Shape.Count == 1 ? [rows] : [rows, 1];
        if (input.ElementType == OrtElementType.String)
        {
            var texts = OrtTensor.Allocate(OrtElementType.String, shape);
            for (var row = 0; row < rows; row++) texts.SetUtf8(row, column.Bytes(row));
            return texts;
        }

        var numbers = new double[rows];
        column.CopyTo(numbers.AsSpan());
        return input.ElementType switch
        {
            OrtElementType.Double => OrtTensor.Over(numbers.AsMemory(), shape),
            OrtElementType.Float => OrtTensor.Over(Array.ConvertAll(numbers, number => (float)number).AsMemory(), shape),
            OrtElementType.Int64 => OrtTensor.Over(Array.ConvertAll(numbers, number => Whole(number, input.Name)).AsMemory(), shape),
            OrtElementType.Int32 => OrtTensor.Over(Array.ConvertAll(numbers, number => checked((int)Whole(number, input.Name))).AsMemory(), shape),
            _ => OrtTensor.Over(Array.ConvertAll(numbers, number => number != 0).AsMemory(), shape),
        };
    }

    private static long Whole(double number, string input) => double.IsInteger(number)
        ? (long)number
        : throw StepException.Refused("UnfitSet", $"Input '{input}' takes whole numbers, and the column has a row with {(double.IsNaN(number) ? "no value" : "a fraction")}.", "Fill or round the column in the dataset, or export the model with an input of floats.");

    private static void Require(OrtTensorInfo input, DatasetManifest manifest)
    {
        var found = manifest.Columns.FirstOrDefault(column => column.Name == input.Name);
        if (found is null)
        {
            throw StepException.Invalid("UnfitSet", $"Dataset '{manifest.Name}' has no column '{input.Name}', which the model takes; it has {string.Join(", ", manifest.Columns.Take(20).Select(column => column.Name))}.",
                "Rename columns in the dataset, or export the model with one input of shape [-1, 1] for each column.");
        }

        if (input.Shape.Count > 2 || input.Shape.Count == 0 || input.Shape is [_, not (1 or -1)])
            throw StepException.Invalid("UnfitModel", $"Input '{input.Name}' has the shape [{string.Join(", ", input.Shape)}], and one value for each row was expected.", "Export the model with one input of shape [-1, 1] for each column.");
        if ((input.ElementType == OrtElementType.String) != (found.Type == ColumnType.String))
            throw StepException.Invalid("UnfitSet", $"Column '{found.Name}' is {found.Type}, and the model takes {(input.ElementType == OrtElementType.String ? "texts" : "numbers")} there.", "Give the dataset the column as the model takes it.");
    }
}
