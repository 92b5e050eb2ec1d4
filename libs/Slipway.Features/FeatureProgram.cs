using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Checking;
using Slipway.Features.Expectations;
using Slipway.Features.Fitting;
using Slipway.Features.Functions;
using Slipway.Features.Joins;

namespace Slipway.Features;

/// <summary>A checked list of features over the columns of a dataset, before anything is fitted.</summary>
/// <remarks>
/// Guarantees: immutable. Features that are <see cref="Availability.TrainingOnly"/> are checked like the others and left out of the model, so that nothing
/// trained on the result depends on what serving does not have.
/// </remarks>
public sealed class FeatureProgram
{
    private readonly Dictionary<string, Column> columns;
    private readonly List<CheckedFeature> all;
    private readonly List<CheckedFeature> features;
    private readonly IReadOnlyList<RateTable> tables;

    private FeatureProgram(Dictionary<string, Column> columns, List<CheckedFeature> all, IReadOnlyList<RateTable> tables, string digest)
    {
        this.columns = columns;
        this.all = all;
        this.tables = tables;
        features = [.. all.Where(feature => feature.IsOnline)];
        Digest = digest;
        TrainingOnly = [.. all.Except(features).Select(feature => feature.Definition.Name)];
        var used = features.SelectMany(feature => feature.Columns).ToHashSet(StringComparer.Ordinal);
        var required = features.Where(feature => feature.Definition.Required).SelectMany(feature => feature.Columns).ToHashSet(StringComparer.Ordinal);
        Inputs = [.. columns.Values.Where(column => used.Contains(column.Name))];
        var checkedToo = all.Where(feature => feature.Expectations.Count > 0)
            .SelectMany(feature => feature.Columns.Concat(feature.Expectations.SelectMany(expectation => expectation.Columns)));
        ReadColumns = [.. columns.Values.Select(column => column.Name).Where(used.Union(checkedToo).ToHashSet(StringComparer.Ordinal).Contains)];
        RequiredInputs = [.. Inputs.Where(column => required.Contains(column.Name)).Select(column => column.Name)];
        var empty = new FittedParameters { FeatureDigest = digest };
        Statistics = [.. Pending(empty).Select(pending => pending.Statistic)];
    }

    /// <summary>Digest of the definition; see <see cref="FeatureDigest"/>.</summary>
    public string Digest { get; }

    /// <summary>Columns that the model's features read, in the order of the dataset: the inputs of the served model.</summary>
    public IReadOnlyList<Column> Inputs { get; }

    /// <summary>Names of the columns that training reads: those of <see cref="Inputs"/>, and those of expectations of TrainingOnly features.</summary>
    public IReadOnlyList<string> ReadColumns { get; }

    /// <summary>Names of the inputs that a request must carry, because a required feature reads them.</summary>
    public IReadOnlyList<string> RequiredInputs { get; }

    /// <summary>Names of the features that exist in training data alone and are no part of the model.</summary>
    public IReadOnlyList<string> TrainingOnly { get; }

    /// <summary>Names of the columns that each feature of the model reads.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> ColumnsOfFeatures => features.ToDictionary(feature => feature.Definition.Name, feature => feature.Columns);

    /// <summary>What <see cref="Fit"/> takes from the training split.</summary>
    public IReadOnlyList<FeatureStatistic> Statistics { get; }

    /// <summary>Reads and checks features.</summary>
    /// <param name="columns">The columns of the dataset.</param>
    /// <param name="features">The features in the order of the model's columns.</param>
    /// <param name="tables">Tables of rates that the features may use.</param>
    /// <param name="joins">Joins that add columns of other datasets.</param>
    /// <exception cref="FeatureException">At least one definition is wrong; all errors of all features.</exception>
    public static FeatureProgram Compile(
        IReadOnlyList<Column> columns, IReadOnlyList<Feature> features, IReadOnlyList<RateTable>? tables = null, params IReadOnlyList<ResolvedJoin> joins)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(joins);
        var byName = columns.Concat(joins.SelectMany(join => join.Columns.Select(column => column.Column))).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var all = FeatureCompiler.Check(byName, features, tables ?? []);
        if (all.All(feature => !feature.IsOnline))
            throw new FeatureException([new FeatureError("", 0, "every feature is TrainingOnly, so nothing is left to serve a model with; mark at least one as Online.")]);
        return new FeatureProgram(byName, all, tables ?? [], FeatureDigest.Of(features, tables, [.. joins.Select(join => join.Definition)]));
    }

    /// <summary>Takes all statistics from the training split; in several rounds where one statistic is over the result of another.</summary>
    /// <param name="run">Runs the queries.</param>
    /// <param name="trainingSource">Table of the training split, or a query in parentheses. Never evaluation data.</param>
    /// <param name="cancellationToken">Stops between and within queries.</param>
    /// <exception cref="FeatureException">The training split lacks what a feature needs, such as any value at all.</exception>
    public FittedParameters Fit(QueryRunner run, string trainingSource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var fitted = new FittedParameters { FeatureDigest = Digest };
        while (Pending(fitted) is { Count: > 0 } pending)
            new StatisticsFitter(columns, tables, run, trainingSource).Fit(pending, fitted, cancellationToken);
        return fitted;
    }

    /// <summary>Puts fitted parameters in; the result can be written as SQL and ONNX, and evaluated.</summary>
    /// <exception cref="FeatureException">The parameters belong to another definition.</exception>
    public FittedFeatures Bind(FittedParameters fitted)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        if (fitted.FeatureDigest != Digest)
            throw new FeatureException([new FeatureError("", 0, $"the fitted parameters belong to the definition {fitted.FeatureDigest}, but this one is {Digest}; fit them again.")]);
        var lowering = new Lowering(columns, fitted);
        var lowered = features.Select(feature => (feature.Definition.Name, lowering.LowerFeature(feature))).ToList();
        var checks = CheckLowering.Lower(lowering, all);
        if (lowering.Pending.FirstOrDefault() is { } missing)
            throw new FeatureException([new FeatureError(missing.Statistic.Feature, missing.Position, $"the fitted parameters lack {missing.Statistic.Key}; fit them again.")]);
        return new FittedFeatures(this, columns, lowered, checks, fitted);
    }

    private IReadOnlyCollection<PendingStatistic> Pending(FittedParameters fitted)
    {
        var lowering = new Lowering(columns, fitted);
        foreach (var feature in features) lowering.LowerFeature(feature);
        CheckLowering.Lower(lowering, all);
        return lowering.Pending;
    }
}
