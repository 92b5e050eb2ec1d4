namespace Slipway.Features.Language;

/// <summary>A parsed expression. Positions count from 0 and take no part in the meaning.</summary>
internal abstract record Syntax(int Position);

internal sealed record NumberSyntax(int Position, double Value) : Syntax(Position);

internal sealed record TextSyntax(int Position, string Value) : Syntax(Position);

internal sealed record ListSyntax(int Position, IReadOnlyList<Syntax> Items) : Syntax(Position);

/// <summary>A bare name: a column, or the name of a strategy such as <c>mean</c> where a function asks for one.</summary>
internal sealed record NameSyntax(int Position, string Name, bool Quoted) : Syntax(Position);

/// <summary>A function or an operator (<c>+</c>, <c>==</c>, <c>and</c>, <c>in</c>) with its arguments.</summary>
internal sealed record CallSyntax(int Position, string Function, IReadOnlyList<Syntax> Arguments) : Syntax(Position);
