using Slipway.Features.Graph;
using Slipway.Features.Language;

namespace Slipway.Features.Functions;

/// <summary>A function of the language.</summary>
/// <param name="Name">Name or operator.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Result">Type of the result; null is the common type of the arguments.</param>
/// <param name="Lower">Turns a checked call into operations.</param>
/// <param name="Meaning">One line for the documentation.</param>
/// <param name="Missing">What it does with missing values; null is the general rule: a missing argument makes the result missing.</param>
internal sealed record FunctionDefinition(
    string Name, IReadOnlyList<Parameter> Parameters, ValueType? Result, Func<Lowering, CallSyntax, Node> Lower, string Meaning, string? Missing = null)
{
    public bool IsOperator => !char.IsAsciiLetter(Name[0]) || Name is "and" or "or" or "not" or "in" or "negate";

    /// <summary>How a call is written, for error messages and documentation.</summary>
    public string Usage
    {
        get
        {
            if (Name == "negate") return "-x";
            if (Name == "not") return "not a";
            if (Name == "in") return "x in (value, ...)";
            if (IsOperator) return $"{Parameters[0].Name} {Name} {Parameters[1].Name}";
            var list = string.Join(", ", Parameters.Select(p => p.Repeated ? p.Name + ", ..." : p.Name).Select((text, i) => Parameters[i].Optional ? $"[{text}]" : text));
            return $"{Name}({list})";
        }
    }
}
