using Slipway.Contracts.Features;
using Slipway.Features.Language;

namespace Slipway.Features.Checking;

/// <summary>A feature whose expression is sound.</summary>
internal sealed record CheckedFeature(Feature Definition, Syntax Expression, ValueType Type, IReadOnlySet<string> Columns);
