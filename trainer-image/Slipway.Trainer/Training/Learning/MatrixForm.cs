namespace Slipway.Trainer.Training.Learning;

/// <summary>Where the rows to learn from are while they are learned from.</summary>
internal enum MatrixForm
{
    /// <summary>Read once into memory, then binned: fastest.</summary>
    InMemory,

    /// <summary>Binned straight from the files, which are read several times for it; memory has the bins alone.</summary>
    Streamed,

    /// <summary>The same with the bins in scratch files that every level of a tree reads.</summary>
    External,
}

/// <summary>Chooses the form by what it needs: a pure rule over sizes.</summary>
internal static class MatrixForms
{
    // A float32 and its bin at once, while the one becomes the other.
    private const int ValueBytes = sizeof(float);
    private const int SmallBins = 256;

    /// <summary>The first form that fits.</summary>
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="columns">Columns of the learner's matrix.</param>
    /// <param name="maxBin">XGBoost's <c>max_bin</c>; up to 256 a bin is one byte, beyond two.</param>
    /// <param name="memoryBytes">What the learner may hold.</param>
    /// <param name="external">Whether the library can keep bins in files.</param>
    internal static MatrixForm Choose(long rows, int columns, int maxBin, long memoryBytes, bool external)
    {
        var values = rows * columns;
        var bins = values * (maxBin <= SmallBins ? 1 : 2);
        if ((values * ValueBytes) + bins <= memoryBytes) return MatrixForm.InMemory;
        return bins + RowBytes(rows) <= memoryBytes || !external ? MatrixForm.Streamed : MatrixForm.External;
    }

    /// <summary>What rows take beside their values, in every form: gradient, prediction, label, and place in the tree.</summary>
    internal static long RowBytes(long rows) => rows * 36;
}
