namespace Slipway.Contracts.Data;

/// <summary>Rows that were made by augmentation: changed copies, or invented ones. They are learned from and never measured on.</summary>
/// <param name="Column">Column that marks them.</param>
/// <param name="Rows">Those in the train split.</param>
/// <param name="LeftOut">Those that would have been in another split, as their originals are.</param>
public sealed record AugmentedRows(string Column, long Rows, long LeftOut);
