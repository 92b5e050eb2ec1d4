namespace Slipway.Features.Tests;

/// <summary>What the engines computed, by row and column.</summary>
internal sealed record EngineResults(float[][] Sql, float[][] Onnx, float[][] Reference)
{
    /// <summary>Bit for bit, where all NaN are missing and both zeros the same.</summary>
    public static bool Same(float a, float b) => (float.IsNaN(a) && float.IsNaN(b)) || a == b;

    /// <summary>Up to the last bits of a float: the engines' logarithms and exponentials differ in the last bit of a double.</summary>
    public static bool Near(float a, float b) => Same(a, b) || Math.Abs(a - b) <= Math.Max(Math.Abs(a) * 2.5e-7f, 1e-44f);

    public (int Row, int Column)? FirstDifference(Func<float, float, bool> equal)
    {
        Sql.Length.ShouldBe(Reference.Length);
        Onnx.Length.ShouldBe(Reference.Length);
        for (var row = 0; row < Reference.Length; row++)
        {
            for (var column = 0; column < Reference[row].Length; column++)
            {
                if (!equal(Reference[row][column], Sql[row][column]) || !equal(Reference[row][column], Onnx[row][column])) return (row, column);
            }
        }

        return null;
    }

    public string Describe((int Row, int Column) at, IReadOnlyList<string> names) =>
        $"row {at.Row}, column {names[at.Column]}: reference {Reference[at.Row][at.Column]:R}, DuckDB {Sql[at.Row][at.Column]:R}, ONNX Runtime {Onnx[at.Row][at.Column]:R}";
}
