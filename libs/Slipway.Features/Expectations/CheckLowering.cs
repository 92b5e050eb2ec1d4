using Slipway.Contracts.Features;
using Slipway.Features.Checking;
using Slipway.Features.Functions;
using Slipway.Features.Graph;

namespace Slipway.Features.Expectations;

/// <summary>Lowers what is counted of features: first the missing rows of those that are served, then their expectations, then those of training alone.</summary>
internal static class CheckLowering
{
    public static List<LoweredCheck> Lower(Lowering to, IReadOnlyList<CheckedFeature> features)
    {
        var served = features.Where(feature => feature.IsOnline).ToList();
        var missing = served.Select(feature => MissingRows(to, feature)).ToList();
        return
        [
            .. missing.Where(check => check.Column is not null), .. missing.Where(check => check.Column is null),
            .. served.SelectMany(feature => Expectations(to, feature)), .. features.Where(feature => !feature.IsOnline).SelectMany(feature => Expectations(to, feature)),
        ];
    }

    private static LoweredCheck MissingRows(Lowering to, CheckedFeature feature)
    {
        var direct = feature.Type != ValueType.Vector && feature.Definition.Default is null;
        return new LoweredCheck(new FeatureCheck { Feature = feature.Definition.Name }, IsMissing(to, feature), true, direct ? feature.Definition.Name : null);
    }

    private static IEnumerable<LoweredCheck> Expectations(Lowering to, CheckedFeature feature)
    {
        foreach (var (definition, rule, condition) in feature.Expectations)
        {
            var counted = condition is null ? IsMissing(to, feature) : to.Nodes.Logical(Operation.Not, to.LowerPart(feature.Definition.Name, condition));
            var check = new FeatureCheck
            {
                Feature = feature.Definition.Name,
                Expectation = definition.Name,
                Rule = rule,
                MaxMissingPercent = definition.MaxMissingPercent,
                Severity = definition.Severity,
                OnViolation = definition.OnViolation,
            };
            yield return new LoweredCheck(check, counted, feature.IsOnline);
        }
    }

    /// <summary>Missing before a default stands in; of several columns, when what they are made of is missing.</summary>
    private static Node IsMissing(Lowering to, CheckedFeature feature)
    {
        var node = to.LowerPart(feature.Definition.Name, feature.Expression);
        if (node.Type == NodeType.Vector) node = node.Arguments[0].Type == NodeType.Buckets ? node.Arguments[0].Arguments[0] : node.Arguments[0];
        else if (node.Type == NodeType.Number) node = to.Nodes.Representable(node);
        return to.Nodes.Logical(Operation.IsMissing, node);
    }
}
