using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot;

/// <summary>Findings that are reported and fail nothing; the same words are kept once.</summary>
internal sealed class WarningList
{
    private const int MaxPerCheck = 10;

    private readonly List<Finding> findings = [];

    public IReadOnlyList<Finding> Findings => findings;

    public void Add(string check, string message, long rows = 0)
    {
        if (findings.Count(known => known.Check == check) >= MaxPerCheck || findings.Any(known => known.Message == message)) return;
        findings.Add(new Finding { Check = check, Severity = Severity.Warn, Message = message, Rows = rows });
    }
}
