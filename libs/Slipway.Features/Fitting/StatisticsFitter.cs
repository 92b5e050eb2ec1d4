using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Backends;
using Slipway.Features.Graph;

namespace Slipway.Features.Fitting;

/// <summary>Takes one round of statistics from the training split: all single numbers in one query, each list and vocabulary in its own.</summary>
internal sealed class StatisticsFitter(IReadOnlyDictionary<string, Column> columns, IReadOnlyList<RateTable> tables, QueryRunner run, string source)
{
    // Sums of floating point numbers depend on the order in which threads add; twelve digits are the same every time, and then so is the model.
    private const string StableDigits = "G12";

    public void Fit(IReadOnlyCollection<PendingStatistic> pending, FittedParameters fitted, CancellationToken cancellationToken)
    {
        var ready = pending.Where(item => item.Operand is not null).ToList();
        FitNumbers([.. ready.Where(item => item.Statistic.Limit == 0)], fitted, cancellationToken);
        foreach (var item in ready.Where(item => item.Statistic.Limit > 0))
        {
            if (item.Statistic.Kind is StatisticKind.Quantiles or StatisticKind.Values) fitted.Lists[item.Statistic.Key] = FitList(item, cancellationToken);
            else fitted.Categories[item.Statistic.Key] = FitCategories(item, cancellationToken);
        }

        foreach (var item in pending.Where(item => item.Statistic.Kind == StatisticKind.TimeZone))
            fitted.Lists[item.Statistic.Key] = TimeZoneTable.Of(item);
        foreach (var item in pending.Where(item => item.Statistic.Kind == StatisticKind.Rates))
            (fitted.Categories[item.Statistic.Key], fitted.Lists[item.Statistic.Key]) = RateGrid.Store(tables.First(table => table.Name == item.Shown));
    }

    private void FitNumbers(IReadOnlyList<PendingStatistic> items, FittedParameters fitted, CancellationToken cancellationToken)
    {
        if (items.Count == 0) return;
        var operands = items.Select(item => item.Operand!).Distinct().ToList();
        var values = SqlSelect.Write(columns, source, [], [.. operands.Select((node, i) => (node, 0, $"v{i}", false))]);
        var aggregates = items.Select(item => Aggregate(item.Statistic.Kind, $"v{operands.IndexOf(item.Operand!)}"));
        var row = run($"SELECT {string.Join(", ", aggregates)} FROM ({values})", cancellationToken)[0];
        for (var i = 0; i < items.Count; i++)
        {
            if (row[i] is null) throw Nothing(items[i], "finite value");
            var value = Convert.ToDouble(row[i], CultureInfo.InvariantCulture);
            if (!double.IsFinite(value)) throw Fail(items[i], $"the values of {items[i].Shown} in the training split are too large to compute {items[i].Statistic.Key}; clip them first.");
            fitted.Numbers[items[i].Statistic.Key] = items[i].Statistic.Kind is StatisticKind.Mean or StatisticKind.StandardDeviation ? Stable(value) : value;
        }
    }

    private static string Aggregate(StatisticKind kind, string value)
    {
        var finite = $"CASE WHEN isfinite({value}) THEN {value} END";
        return kind switch
        {
            StatisticKind.Mean => $"favg({finite})",
            StatisticKind.StandardDeviation => $"stddev_pop({finite})",
            StatisticKind.Minimum => $"min({finite})",
            StatisticKind.Maximum => $"max({finite})",
            StatisticKind.Median => $"quantile_cont({finite}, 0.5)",
            StatisticKind.Count => $"nullif(count({value}), 0)",
            _ => throw new InvalidOperationException($"{kind} is no single number."),
        };
    }

    private double[] FitList(PendingStatistic item, CancellationToken cancellationToken)
    {
        var values = $"(SELECT v FROM ({Values(item)}) WHERE isfinite(v))";
        var limit = item.Statistic.Limit;
        var sql = item.Statistic.Kind == StatisticKind.Quantiles
            ? $"SELECT unnest(quantile_disc(v, [{string.Join(", ", Enumerable.Range(1, limit - 1).Select(i => ((double)i / limit).ToString("R", CultureInfo.InvariantCulture)))}])) FROM {values}"
            : $"SELECT v FROM {values} GROUP BY v ORDER BY count(*) DESC, v LIMIT {limit}";
        double[] found = [.. run(sql, cancellationToken).Where(row => row[0] is not null).Select(row => Convert.ToDouble(row[0], CultureInfo.InvariantCulture)).Distinct()];
        return found.Length > 0 ? found : throw Nothing(item, "finite value");
    }

    private FittedCategory[] FitCategories(PendingStatistic item, CancellationToken cancellationToken)
    {
        var values = item.Statistic.Kind == StatisticKind.Words ? $"(SELECT unnest(string_split(v, ' ')) AS v FROM ({Values(item)}))" : $"({Values(item)})";
        var sql = $"SELECT v, count(*) FROM {values} WHERE v <> '' GROUP BY v ORDER BY count(*) DESC, v LIMIT {item.Statistic.Limit}";
        FittedCategory[] found = [.. run(sql, cancellationToken).Select(row => new FittedCategory((string)row[0]!, Convert.ToInt64(row[1], CultureInfo.InvariantCulture)))];
        return found.Length > 0 ? found : throw Nothing(item, "value");
    }

    private string Values(PendingStatistic item) => SqlSelect.Write(columns, source, [], [(item.Operand!, 0, "v", false)]);

    private static double Stable(double value) => double.Parse(value.ToString(StableDigits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static FeatureException Nothing(PendingStatistic item, string what) =>
        Fail(item, $"the training split has no {what} of {item.Shown}, so {item.Statistic.Key} cannot be fitted; check the column in the dataset, or remove the feature.");

    private static FeatureException Fail(PendingStatistic item, string message) => new([new FeatureError(item.Statistic.Feature, item.Position, message)]);
}
