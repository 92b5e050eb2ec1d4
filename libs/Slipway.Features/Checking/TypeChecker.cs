using Slipway.Contracts.Data;
using Slipway.Features.Functions;
using Slipway.Features.Language;

namespace Slipway.Features.Checking;

/// <summary>Finds the type of every part of one expression, and every error in it.</summary>
internal sealed class TypeChecker(string feature, IReadOnlyDictionary<string, Column> columns, IReadOnlyCollection<string> tables, List<FeatureError> errors)
{
    private static readonly string[] Strategies = ["mean", "median", "mode"];

    /// <summary>Columns that the expression reads.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <returns>The type, or null when an error was reported.</returns>
    public ValueType? Check(Syntax syntax)
    {
        switch (syntax)
        {
            case NumberSyntax:
                return ValueType.Number;
            case TextSyntax text:
                if (text.Value.Length > 0) return ValueType.Text;
                return Fail(text, "an empty text means a missing value; write is_missing(x) to test for it, and coalesce(x, 'none') to replace it.");
            case NameSyntax name:
                return CheckColumn(name);
            case ListSyntax list:
                return Fail(list, "a list stands alone here; lists belong after 'in' and in functions such as bucketize(x, [1, 2]).");
            case CallSyntax call:
                return CheckCall(call);
            default:
                throw new InvalidOperationException($"No rule for {syntax.GetType().Name}.");
        }
    }

    private ValueType? CheckColumn(NameSyntax name)
    {
        if (columns.TryGetValue(name.Name, out var column))
        {
            Used.Add(name.Name);
            return TypeNames.Of(column.Type);
        }

        if (!name.Quoted && FunctionCatalogue.Find(name.Name) is { } function)
            return Fail(name, $"'{name.Name}' is a function; write {function.Usage}.");
        return Fail(name, $"there is no column '{name.Name}' in the dataset; {Suggestion.For(name.Name, columns.Keys, "column")}");
    }

    private ValueType? CheckCall(CallSyntax call)
    {
        var function = FunctionCatalogue.Find(call.Function);
        if (function is null)
        {
            foreach (var argument in call.Arguments.Where(argument => argument is CallSyntax)) Check(argument);
            return Fail(call, $"there is no function '{call.Function}'; {Suggestion.For(call.Function, FunctionCatalogue.Names, "function")}");
        }

        var parameters = function.Parameters;
        var least = parameters.Count(parameter => !parameter.Optional);
        var most = parameters[^1].Repeated ? int.MaxValue : parameters.Count;
        if (call.Arguments.Count < least || call.Arguments.Count > most)
        {
            var wanted = most == int.MaxValue ? $"at least {least}" : least == most ? $"{least}" : $"{least} to {most}";
            return Fail(call, $"{call.Function} takes {wanted} argument{(wanted == "1" ? "" : "s")}, not {call.Arguments.Count}; write {function.Usage}.");
        }

        ValueType? common = null;
        var sound = true;
        for (var i = 0; i < call.Arguments.Count; i++)
            sound &= CheckArgument(function, parameters[Math.Min(i, parameters.Count - 1)], call.Arguments[i], ref common);
        return sound ? function.Result ?? common : null;
    }

    private bool CheckArgument(FunctionDefinition function, Parameter parameter, Syntax argument, ref ValueType? common)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Number:
                return Expect(function, parameter, argument, ValueType.Number);
            case ParameterKind.Boolean:
                return Expect(function, parameter, argument, ValueType.Boolean);
            case ParameterKind.Text:
                common = ValueType.Text;
                return Expect(function, parameter, argument, ValueType.Text);
            case ParameterKind.Time:
                return Expect(function, parameter, argument, ValueType.Time);
            case ParameterKind.Any:
                return NotVector(function, parameter, argument, Check(argument)) is not null;
            case ParameterKind.Category:
                common = NotVector(function, parameter, argument, Check(argument));
                if (common is ValueType.Time)
                    return Fail(argument, $"{function.Name} takes text, numbers or booleans, but this is a time; use hour(...) or day_of_week(...) of it.") is not null;
                return common is not null;
            case ParameterKind.Same or ParameterKind.SameOrdered:
                return CheckSame(function, parameter, argument, ref common);
            case ParameterKind.SameLiteral:
                if (argument is not (NumberSyntax or TextSyntax)) return FailArgument(function, parameter, argument, "a number or a text written in the expression");
                return CheckSame(function, parameter, argument, ref common);
            case ParameterKind.SameList:
                return CheckValues(function, parameter, argument, common);
            case ParameterKind.NumberLiteral:
                return argument is NumberSyntax || FailArgument(function, parameter, argument, "a number written in the expression");
            case ParameterKind.TextLiteral:
                return argument is TextSyntax { Value.Length: > 0 } || FailArgument(function, parameter, argument, "a text in single quotes");
            case ParameterKind.Choice:
                return (argument is TextSyntax choice && parameter.Choices.Contains(choice.Value))
                    || FailArgument(function, parameter, argument, $"one of {string.Join(", ", parameter.Choices.Select(text => $"'{text}'"))}");
            case ParameterKind.Pattern:
                return CheckPattern(function, parameter, argument);
            case ParameterKind.Table:
                return CheckTable(function, parameter, argument);
            case ParameterKind.Count:
                return IsCount(parameter, argument) || FailArgument(function, parameter, argument, $"a whole number from {parameter.Least} to {parameter.Most}");
            case ParameterKind.Boundaries:
                return CheckBoundaries(function, parameter, argument);
            case ParameterKind.Strategy:
                return CheckStrategy(function, parameter, argument, common);
            case ParameterKind.Categories:
                if (argument is ListSyntax) return CheckValues(function, parameter, argument, common);
                return IsCount(parameter, argument) ||
                    FailArgument(function, parameter, argument, $"a whole number from {parameter.Least} to {parameter.Most}, or a list of the categories");
            default:
                throw new InvalidOperationException($"No rule for {parameter.Kind}.");
        }
    }

    private bool CheckPattern(FunctionDefinition function, Parameter parameter, Syntax argument)
    {
        if (argument is not TextSyntax { Value.Length: > 0 } pattern) return FailArgument(function, parameter, argument, "a pattern in single quotes");
        try
        {
            TextPattern.Parse(pattern.Value);
            return true;
        }
        catch (SyntaxException wrong)
        {
            return Fail(pattern, wrong.Message) is not null;
        }
    }

    private bool CheckTable(FunctionDefinition function, Parameter parameter, Syntax argument)
    {
        if (argument is not TextSyntax name) return FailArgument(function, parameter, argument, "the name of a table of rates in single quotes");
        if (tables.Contains(name.Value)) return true;
        return Fail(name, $"there is no table of rates '{name.Value}' in the definition; {Suggestion.For(name.Value, tables, "table")}") is not null;
    }

    private bool CheckSame(FunctionDefinition function, Parameter parameter, Syntax argument, ref ValueType? common)
    {
        var type = NotVector(function, parameter, argument, Check(argument));
        if (type is null) return false;
        if (parameter.Kind == ParameterKind.SameOrdered && type is not (ValueType.Number or ValueType.Time))
            return Fail(argument, $"'{parameter.Name}' of {function.Usage} must be a number or a time, but this is {TypeNames.Phrase(type.Value)}.{TypeNames.Remedy(type.Value, ValueType.Number)}") is not null;
        common ??= type;
        if (common == type) return true;
        return Fail(argument, $"the arguments of {function.Usage} must have one type; this is {TypeNames.Phrase(type.Value)}, the first is {TypeNames.Phrase(common.Value)}.{TypeNames.Remedy(type.Value, common)}") is not null;
    }

    private bool CheckValues(FunctionDefinition function, Parameter parameter, Syntax argument, ValueType? type)
    {
        if (type is null) return false;
        if (argument is not ListSyntax { Items.Count: > 0 } list) return FailArgument(function, parameter, argument, "a list with at least one value");
        if (type is not (ValueType.Text or ValueType.Number))
            return Fail(argument, $"{function.Name} compares with a list of texts or numbers, but the value is {TypeNames.Phrase(type.Value)}.") is not null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            var fits = type == ValueType.Text ? item is TextSyntax { Value.Length: > 0 } : item is NumberSyntax;
            if (!fits) return Fail(item, $"every entry of this list must be {(type == ValueType.Text ? "a text in single quotes" : "a number")}.") is not null;
            if (!seen.Add(CanonicalForm.Of(item))) return Fail(item, $"{CanonicalForm.Of(item)} stands in the list twice; remove one.") is not null;
        }

        return true;
    }

    private bool CheckBoundaries(FunctionDefinition function, Parameter parameter, Syntax argument)
    {
        if (argument is not ListSyntax { Items.Count: > 0 } list) return FailArgument(function, parameter, argument, "a list of numbers such as [18, 30, 50]");
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not NumberSyntax number) return Fail(list.Items[i], "every boundary must be a number.") is not null;
            if (i > 0 && number.Value <= ((NumberSyntax)list.Items[i - 1]).Value)
                return Fail(number, $"boundaries must ascend; {CanonicalForm.Of(number)} follows {CanonicalForm.Of(list.Items[i - 1])}.") is not null;
        }

        return true;
    }

    private bool CheckStrategy(FunctionDefinition function, Parameter parameter, Syntax argument, ValueType? common)
    {
        if (argument is NameSyntax { Quoted: false } name && Strategies.Contains(name.Name))
        {
            if (common is ValueType.Number || (common is not null && name.Name == "mode" && common is ValueType.Text)) return true;
            if (common is null) return false;
            return Fail(name, $"'{name.Name}' of {TypeNames.Phrase(common.Value)} is not defined; impute text with mode or a constant, times and booleans with coalesce.") is not null;
        }

        if (argument is not (NumberSyntax or TextSyntax)) return FailArgument(function, parameter, argument, "mean, median, mode or a constant");
        return CheckSame(function, parameter, argument, ref common);
    }

    private bool Expect(FunctionDefinition function, Parameter parameter, Syntax argument, ValueType wanted)
    {
        var type = Check(argument);
        if (type is null) return false;
        if (type == wanted) return true;
        return Fail(argument, $"'{parameter.Name}' of {function.Usage} must be {TypeNames.Phrase(wanted)}, but this is {TypeNames.Phrase(type.Value)}.{TypeNames.Remedy(type.Value, wanted)}") is not null;
    }

    private ValueType? NotVector(FunctionDefinition function, Parameter parameter, Syntax argument, ValueType? type) =>
        type is ValueType.Vector
            ? Fail(argument, $"'{parameter.Name}' of {function.Usage} must be a single value, but this is several columns.{TypeNames.Remedy(ValueType.Vector, null)}")
            : type;

    private static bool IsCount(Parameter parameter, Syntax argument) =>
        argument is NumberSyntax number && number.Value == Math.Floor(number.Value) && number.Value >= parameter.Least && number.Value <= parameter.Most;

    private bool FailArgument(FunctionDefinition function, Parameter parameter, Syntax argument, string wanted)
    {
        Fail(argument, $"'{parameter.Name}' of {function.Usage} must be {wanted}.");
        return false;
    }

    private ValueType? Fail(Syntax at, string message)
    {
        errors.Add(new FeatureError(feature, at.Position + 1, message));
        return null;
    }
}
