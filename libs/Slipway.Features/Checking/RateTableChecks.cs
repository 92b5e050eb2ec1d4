using Slipway.Contracts.Features;
using Slipway.Features.Fitting;

namespace Slipway.Features.Checking;

/// <summary>What must hold of tables of rates.</summary>
internal static class RateTableChecks
{
    // The definition travels in objects of the Kubernetes API, which have to be smaller than a megabyte.
    private const int MostRates = 10_000;

    public static void Check(IReadOnlyList<RateTable> tables, List<FeatureError> errors)
    {
        foreach (var twice in tables.GroupBy(table => table.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            errors.Add(new FeatureError("", 0, $"two tables of rates are named '{twice.Key}'; rename one."));
        if (tables.Sum(table => table.Rates.Count) is > MostRates and var rates)
            errors.Add(new FeatureError("", 0, $"the tables have {rates} rates, more than {MostRates}; keep fewer moments, or join the rates to the dataset."));
        foreach (var table in tables) Check(table, errors);
    }

    private static void Check(RateTable table, List<FeatureError> errors)
    {
        if (table.Rates.Count == 0) errors.Add(Wrong(table, "has no rates; add some or remove the table."));
        foreach (var rate in table.Rates.Where(rate => rate.Key.Length == 0 || !double.IsFinite(rate.Value)))
            errors.Add(Wrong(table, $"has a rate of '{rate.Key}' that is {rate.Value}; a rate needs a key and a finite value."));
        foreach (var twice in table.Rates.GroupBy(rate => (rate.Key, rate.From)).Where(group => group.Count() > 1))
            errors.Add(Wrong(table, $"has two rates of '{twice.Key.Key}' from {twice.Key.From:u}; remove one."));
        var cells = RateGrid.CellsOf(table);
        if (cells > RateGrid.MostCells)
            errors.Add(Wrong(table, $"needs {cells} cells (keys times moments), more than {RateGrid.MostCells}; keep fewer moments, or join the rates to the dataset."));
    }

    private static FeatureError Wrong(RateTable table, string message) => new("", 0, $"the table of rates '{table.Name}' {message}");
}
