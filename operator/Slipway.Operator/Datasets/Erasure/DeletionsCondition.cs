using System.Globalization;
using Slipway.Api.Datasets;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Datasets.Erasure;

/// <summary>The condition DeletionsDone: whether the current version lacks the rows of every request that is due. It can be waited for, and an alert can look at it.</summary>
internal static class DeletionsCondition
{
    private const string Name = "DeletionsDone";

    public static void Set(ConditionDraft conditions, IReadOnlyList<DeletionRequestStatus> entries)
    {
        if (entries.Count == 0)
        {
            conditions.Remove(Name);
            return;
        }

        var open = entries.Where(entry => entry.Phase == DeletionPhase.Effective).Select(entry => $"'{entry.Name}'").ToList();
        var pending = entries.Count(entry => entry.Phase == DeletionPhase.Pending);
        if (open.Count > 0) conditions.Set(Name, false, "Due", $"no version lacks the rows of {Summary.Of(open)} yet; see Valid if a snapshot was refused");
        else conditions.Set(Name, true, "Done", string.Create(CultureInfo.InvariantCulture, $"the current version lacks the rows of every request that is due{(pending > 0 ? $"; {pending} can be taken back still" : "")}"));
    }
}
