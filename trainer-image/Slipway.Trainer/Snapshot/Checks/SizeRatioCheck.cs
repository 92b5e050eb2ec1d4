using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Holds the rows of a derived dataset against those of the datasets that it is made from.</summary>
internal static class SizeRatioCheck
{
    public static IEnumerable<Finding> Of(SizeRatio? limit, long kept, long parentRows)
    {
        if (limit is null || parentRows == 0) yield break;
        var ratio = (double)kept / parentRows;
        if (!(ratio < limit.Minimum) && !(ratio > limit.Maximum)) yield break;
        var passed = ratio < limit.Minimum ? limit.Minimum : limit.Maximum;
        yield return new Finding
        {
            Check = "sizeRatio", Severity = limit.Severity ?? Severity.Error, Rows = kept, Value = Math.Round(ratio, 6), Limit = passed,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"{kept} rows were made from {parentRows} (ratio {ratio:0.####}, limit {passed:0.####}). See whether source.sql drops or multiplies rows, or set limits.sizeRatio."),
        };
    }
}
