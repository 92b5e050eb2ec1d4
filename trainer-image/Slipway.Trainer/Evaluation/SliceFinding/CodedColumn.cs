namespace Slipway.Trainer.Evaluation.SliceFinding;

/// <summary>A column divided into parts, by number, so that slices can be counted quickly.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="Codes">Part of each row; <see cref="None"/> where it belongs to none.</param>
internal sealed record CodedColumn(string Name, IReadOnlyList<ColumnPart> Parts, byte[] Codes)
{
    /// <summary>A value too rare for a part of its own.</summary>
    internal const byte None = byte.MaxValue;
}

/// <summary>One part of a column.</summary>
/// <param name="Text">Value or range in words.</param>
/// <param name="Condition">SQL of its rows.</param>
internal sealed record ColumnPart(string Text, string Condition);
