using System.Numerics;
using System.Text.Json;

namespace Slipway.Trainer.Tests.Training.Explanations;

/// <summary>Shapley values of one tree by their definition, over all sets of columns; what a set is worth is the mean of the tree when the other columns are unknown.</summary>
internal sealed class ShapleyGame
{
    private readonly int[] left, right, feature;
    private readonly float[] condition;
    private readonly bool[] missingLeft;
    private readonly double[] cover;

    internal ShapleyGame(byte[] model)
    {
        using var document = JsonDocument.Parse(model);
        var tree = document.RootElement.GetProperty("learner").GetProperty("gradient_booster").GetProperty("model").GetProperty("trees")[0];
        left = Read(tree, "left_children", value => value.GetInt32());
        right = Read(tree, "right_children", value => value.GetInt32());
        feature = Read(tree, "split_indices", value => value.GetInt32());
        condition = Read(tree, "split_conditions", value => value.GetSingle());
        missingLeft = Read(tree, "default_left", value => value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetInt32() == 1));
        cover = Read(tree, "sum_hessian", value => value.GetDouble());
    }

    internal double[] Values(float[] row)
    {
        var columns = row.Length;
        var worth = Enumerable.Range(0, 1 << columns).Select(known => Mean(row, known, 0)).ToArray();
        var values = new double[columns];
        for (var column = 0; column < columns; column++)
        {
            for (var known = 0; known < worth.Length; known++)
            {
                if ((known & (1 << column)) != 0) continue;
                var size = BitOperations.PopCount((uint)known);
                values[column] += Factorial(size) * Factorial(columns - size - 1) / Factorial(columns) * (worth[known | (1 << column)] - worth[known]);
            }
        }

        return values;
    }

    private double Mean(float[] row, int known, int node)
    {
        if (left[node] < 0) return condition[node];
        if ((known & (1 << feature[node])) == 0)
            return ((cover[left[node]] * Mean(row, known, left[node])) + (cover[right[node]] * Mean(row, known, right[node]))) / cover[node];
        var value = row[feature[node]];
        return Mean(row, known, (float.IsNaN(value) ? missingLeft[node] : value < condition[node]) ? left[node] : right[node]);
    }

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, factor) => product * factor);

    private static T[] Read<T>(JsonElement tree, string name, Func<JsonElement, T> read) => [.. tree.GetProperty(name).EnumerateArray().Select(read)];
}
