namespace Slipway.Api.Validation;

/// <summary>One thing that is wrong with a manifest.</summary>
/// <param name="Field">Path of the field, such as <c>spec.schema.columns[2].pattern</c>.</param>
/// <param name="Value">The value seen; null when the field is absent.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record FieldError(string Field, string? Value, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Field}: {Message}" : $"{Field}: '{Value}': {Message}";
}
