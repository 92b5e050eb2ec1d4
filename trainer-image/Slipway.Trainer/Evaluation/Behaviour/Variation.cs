namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>Another value of some columns, as SQL over the rows of a test.</summary>
/// <param name="Changes">Column and the SQL of its new value.</param>
/// <param name="Unchangeable">Rows that it does not change, such as those in which the column is missing.</param>
/// <param name="Value">The new value in words, where there is one for all rows.</param>
internal sealed record Variation(IReadOnlyList<(string Column, string Sql)> Changes, IReadOnlySet<int> Unchangeable, string? Value = null)
{
    /// <summary>The rows as they are.</summary>
    internal static Variation None { get; } = new([], new HashSet<int>());

    /// <summary>Whether it says anything of a row.</summary>
    internal bool Applies(int row) => !Unchangeable.Contains(row);
}
