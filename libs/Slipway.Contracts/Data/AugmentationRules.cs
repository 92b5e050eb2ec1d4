namespace Slipway.Contracts.Data;

/// <summary>What is contradictory in the mark of augmented rows; said alike in admission and by the snapshot.</summary>
public static class AugmentationRules
{
    /// <summary>What is wrong with the mark; null when it is sound.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="columns">Declared columns; none where they are yet to be inferred.</param>
    /// <param name="splits">How rows are divided.</param>
    /// <param name="role">What the dataset is for.</param>
    public static string? Fault(string column, IReadOnlyList<Column> columns, SplitPolicy splits, DatasetRole role)
    {
        if (role != DatasetRole.Training) return $"marks rows that are learned from alone, and a {role} set is measured on; remove it";
        if (columns.FirstOrDefault(each => each.Name == column) is { Type: not ColumnType.Boolean } other) return $"is {other.Type}; the mark is Boolean";
        return splits is { Method: SplitMethod.Hash, Key: null }
            ? "needs spec.splits.key: name the column with the original that a row was made from, so that the copy of a test row does not get into the train split"
            : null;
    }
}
