using Slipway.Contracts.Data;
using Slipway.Features.Checking;
using Slipway.Features.Fitting;
using Slipway.Features.Graph;
using Slipway.Features.Language;

namespace Slipway.Features.Functions;

/// <summary>
/// Turns checked expressions into operations, with fitted parameters as constants. A statistic that is not fitted yet is put on <see cref="Pending"/> and a
/// placeholder stands in for it, so that one pass over a definition finds everything that can be fitted next.
/// </summary>
internal sealed class Lowering(IReadOnlyDictionary<string, Column> columns, FittedParameters fitted)
{
    private readonly Dictionary<string, PendingStatistic> pending = new(StringComparer.Ordinal);
    private string feature = "";
    private int placeholders;

    public NodeFactory Nodes { get; } = new();

    public IReadOnlyCollection<PendingStatistic> Pending => pending.Values;

    /// <summary>A feature as the model sees it.</summary>
    public Node LowerFeature(CheckedFeature checkedFeature)
    {
        var node = LowerPart(checkedFeature.Definition.Name, checkedFeature.Expression);
        if (checkedFeature.Definition.Default is not { } value) return node;
        var number = node.Type == NodeType.Boolean ? Nodes.Numeric(Operation.ToNumber, node) : Nodes.Representable(node);
        return Nodes.Choice(Operation.Coalesce, number, Nodes.Number(value));
    }

    /// <summary>An expression that belongs to a feature.</summary>
    public Node LowerPart(string name, Syntax syntax)
    {
        feature = name;
        return Lower(syntax);
    }

    public Node Lower(Syntax syntax) => syntax switch
    {
        NumberSyntax number => Nodes.Number(number.Value),
        TextSyntax text => Nodes.Text(text.Value),
        NameSyntax name => Nodes.Input(name.Name, StorageOf(TypeNames.Of(columns[name.Name].Type))),
        CallSyntax call => FunctionCatalogue.Find(call.Function)!.Lower(this, call),
        _ => throw new InvalidOperationException($"{syntax.GetType().Name} cannot stand alone; the type checker lets none through."),
    };

    public double Number(StatisticKind kind, CallSyntax call)
    {
        var key = Key(kind, call.Arguments[0]);
        if (fitted.Numbers.TryGetValue(key, out var value)) return value;
        Ask(key, kind, call, 0);
        return 1;
    }

    public double[] List(StatisticKind kind, CallSyntax call, int limit)
    {
        var key = Key(kind, call.Arguments[0], limit);
        if (fitted.Lists.TryGetValue(key, out var values)) return values;
        Ask(key, kind, call, limit);
        return [0];
    }

    public FittedCategory[] Categories(StatisticKind kind, CallSyntax call, int limit)
    {
        var key = Key(kind, call.Arguments[0], limit);
        if (fitted.Categories.TryGetValue(key, out var values)) return values;
        Ask(key, kind, call, limit);
        return [new FittedCategory("placeholder", 1)];
    }

    /// <summary>Transitions and offsets of a zone, both in seconds: before transition i, offset i holds; after the last, the last.</summary>
    public (double[] Transitions, double[] Offsets) TimeZone(CallSyntax call, TextSyntax zone)
    {
        var key = $"timeZone({zone.Value})";
        if (fitted.Lists.TryGetValue(key, out var values))
        {
            var transitions = values.Length / 2;
            return (values[..transitions], values[transitions..]);
        }

        placeholders++;
        pending.TryAdd(key, new PendingStatistic(new FeatureStatistic(key, StatisticKind.TimeZone, feature, 0), zone.Position + 1, zone.Value, null));
        return ([0], [0, 0]);
    }

    /// <summary>A table of rates, by its name.</summary>
    public RateGrid Rates(TextSyntax table)
    {
        var key = $"rates({table.Value})";
        if (fitted.Categories.TryGetValue(key, out var keys) && fitted.Lists.TryGetValue(key, out var stored)) return RateGrid.Of(keys, stored);
        placeholders++;
        pending.TryAdd(key, new PendingStatistic(new FeatureStatistic(key, StatisticKind.Rates, feature, 0), table.Position + 1, table.Value, null));
        return new RateGrid(["placeholder"], [0], [0, 0]);
    }

    private static NodeType StorageOf(ValueType type) => type switch
    {
        ValueType.Boolean => NodeType.Boolean,
        ValueType.Text => NodeType.Text,
        _ => NodeType.Number,
    };

    private static string Key(StatisticKind kind, Syntax operand, int limit = 0)
    {
        var name = char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];
        return limit == 0 ? $"{name}({CanonicalForm.Of(operand)})" : $"{name}({CanonicalForm.Of(operand)},{limit})";
    }

    private void Ask(string key, StatisticKind kind, CallSyntax call, int limit)
    {
        if (!pending.ContainsKey(key))
        {
            var before = placeholders;
            var operand = Lower(call.Arguments[0]);
            pending[key] = new PendingStatistic(
                new FeatureStatistic(key, kind, feature, limit), call.Position + 1, CanonicalForm.Of(call.Arguments[0]), placeholders == before ? operand : null);
        }

        placeholders++;
    }
}
