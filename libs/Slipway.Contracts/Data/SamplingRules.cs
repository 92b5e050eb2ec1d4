namespace Slipway.Contracts.Data;

/// <summary>What has to fit together in a sampling policy; said alike by admission, reconciler and trainer.</summary>
public static class SamplingRules
{
    /// <summary>All that is wrong: the field, and what is wrong with it and the remedy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="eventTime">Event time of the dataset.</param>
    /// <param name="columns">Columns of the dataset.</param>
    public static IReadOnlyList<(string Field, string Message)> Check(SamplingPolicy policy, string? eventTime, IReadOnlyList<Column> columns)
    {
        var errors = new List<(string, string)>();
        void Require(bool holds, string field, string message)
        {
            if (!holds) errors.Add((field, message));
        }

        var (stratified, weighted) = (policy.Method == SamplingMethod.Stratified, policy.Method == SamplingMethod.Weighted);
        Require(policy.Percent is null != policy.Rows is null, "percent", "and rows exclude each other; set one of the two");
        Require(!stratified || policy.By is not null, "by", "names the column whose values are the strata; set it");
        Require(policy.By is null || stratified || policy.PopulationShares is not null, "by", $"means nothing to method {policy.Method}; remove it, or use Stratified");
        Require(policy.Method != SamplingMethod.PerPeriod || eventTime is not null, "method", "PerPeriod divides the event time; name its column in eventTime");
        Require(policy.Unit is null || policy is { Method: SamplingMethod.Random, Percent: not null }, "unit", "keeps rows together with method Random and percent alone; remove it, or set those");
        var weights = new object?[] { policy.Weight, policy.HalfLife, policy.PopulationShares }.Count(given => given is not null);
        Require(weighted ? weights == 1 : weights == 0, "weight", weighted ? "halfLife or populationShares says how likely a row is; set exactly one of the three" : "halfLife and populationShares belong to method Weighted; remove them, or use it");
        Require(policy.HalfLife is null || eventTime is not null, "halfLife", "counts the age from the event time; name its column in eventTime");
        Require(policy.HalfLife is not { } life || life.Value > TimeSpan.Zero, "halfLife", "must be longer than zero, such as 30d");
        Require(policy.Weight is null || columns.FirstOrDefault(column => column.Name == policy.Weight)?.Type is null or ColumnType.Int64 or ColumnType.Float64, "weight", "must be a numeric column");
        Require(policy.PopulationShares is null || policy.By is not null, "populationShares", "speaks of the values of a column; name it in by");
        Require(policy.PopulationShares is null || Math.Abs(policy.PopulationShares.Values.Sum() - 1) < 1e-6, "populationShares", "must sum to 1");
        Require(policy.PopulationShares?.Values.All(share => share >= 0) != false, "populationShares", "must not be negative");
        Require(columns.All(column => !string.Equals(column.Name, policy.ImportanceWeight, StringComparison.OrdinalIgnoreCase)), "importanceWeight", "is the name of a column; choose another");
        return errors;
    }
}
