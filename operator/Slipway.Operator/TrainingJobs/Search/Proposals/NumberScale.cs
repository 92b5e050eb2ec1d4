using System.Text.Json;
using Slipway.Api.TrainingJobs;

namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>A numeric parameter on the axis along which it is drawn: as it is, or its logarithm. Values with a step own the half step on each side.</summary>
internal sealed class NumberScale(SearchParameter parameter)
{
    private readonly bool isLogarithmic = parameter.Distribution == ParameterDistribution.LogUniform;
    private readonly double? step = SearchGrid.Step(parameter);

    public double Low => Along(parameter.Min!.Value - (step / 2 ?? 0));

    public double High => Along((step is { } each ? Last(each) : parameter.Max!.Value) + (step / 2 ?? 0));

    public double Width => High - Low;

    /// <summary>Where a value lies.</summary>
    public double Position(JsonElement value) => Math.Clamp(Along(value.GetDouble()), Low, High);

    /// <summary>The value at a place.</summary>
    public JsonElement ValueAt(double position)
    {
        var value = isLogarithmic ? Math.Exp(position) : position;
        if (step is { } each) return SearchGrid.Value(parameter, (long)Math.Clamp(Math.Round((value - parameter.Min!.Value) / each), 0, SearchGrid.Count(parameter)!.Value - 1));
        // Six digits must not lead out of the range.
        var rounded = SearchGrid.Number(parameter.Type, value);
        return rounded.GetDouble() < parameter.Min ? SearchGrid.Number(ParameterType.Double, parameter.Min!.Value)
            : rounded.GetDouble() > parameter.Max ? SearchGrid.Number(ParameterType.Double, parameter.Max!.Value)
            : rounded;
    }

    /// <summary>The part of the axis that stands for a value; null where each place is a value of its own.</summary>
    public (double From, double To)? Cell(JsonElement value) =>
        step is { } each ? (Along(value.GetDouble() - (each / 2)), Along(value.GetDouble() + (each / 2))) : null;

    private double Last(double each) => parameter.Min!.Value + ((SearchGrid.Count(parameter)!.Value - 1) * each);

    private double Along(double value) => isLogarithmic ? Math.Log(value) : value;
}
