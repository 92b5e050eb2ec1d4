namespace Slipway.XGBoost.Model.Shap;

/// <summary>Explains predictions of a tree model: exact SHAP values, what each column adds to the margin (path-dependent TreeSHAP, Lundberg et al. 2020, algorithm 2).</summary>
/// <remarks>
/// <para>Guarantees: the values of a row and output, the base value included, add up to its margin. Immutable, for use by several threads at once.</para>
/// <para>Cost: leaves times squared depth for each row and tree.</para>
/// </remarks>
public sealed class TreeExplainer
{
    private readonly CoveredTree[] trees;
    private readonly double[] baseValues;

    private TreeExplainer(XGBoostModel model, CoveredTree[] trees)
    {
        this.trees = trees;
        (Outputs, Columns) = (model.Outputs, model.FeatureCount);
        baseValues = [.. model.BaseMargins.Select(margin => (double)margin)];
        foreach (var tree in trees) baseValues[tree.Output] += tree.Mean;
    }

    /// <summary>Margins of a row: 1, or the number of classes.</summary>
    public int Outputs { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>What each output starts from: its mean margin over the rows that the trees were grown on, weighted by their hessians.</summary>
    public IReadOnlyList<double> BaseValues => baseValues;

    /// <summary>Rough number of steps that one row takes.</summary>
    public double WorkPerRow => trees.Sum(tree => tree.Work);

    /// <summary>Reads a model saved as JSON by XGBoost 1.7 to 3.x.</summary>
    /// <param name="json">Result of <see cref="Booster.SaveModel"/>.</param>
    /// <param name="rounds">Keep the trees of the first rounds only; 0 keeps all.</param>
    /// <exception cref="XGBoostException">The model holds something that <see cref="XGBoostModel"/> does not support, or its trees have no covers.</exception>
    public static TreeExplainer Read(ReadOnlyMemory<byte> json, int rounds = 0)
    {
        var model = XGBoostModel.Read(json, rounds);
        return new TreeExplainer(model, CoverReader.Read(json, model));
    }

    /// <summary>What each column adds to the margins of a row.</summary>
    /// <param name="row">One value for each column; NaN is missing.</param>
    /// <returns>For each output one value for each column; <see cref="BaseValues"/> is what no column adds.</returns>
    public double[] Explain(ReadOnlySpan<float> row)
    {
        if (row.Length != Columns) throw new ArgumentException($"The row has {row.Length} values for {Columns} columns.", nameof(row));
        var contributions = new double[Outputs * Columns];
        var paths = new PathElement[trees.Length == 0 ? 0 : trees.Max(tree => tree.PathElements)];
        foreach (var tree in trees) new TreeWalk(tree, row, contributions.AsSpan(tree.Output * Columns, Columns)).Run(paths);
        return contributions;
    }
}
