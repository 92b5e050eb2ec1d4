namespace Slipway.Features;

/// <summary>Feature definitions that cannot be compiled or fitted; all errors that were found, not only the first.</summary>
public sealed class FeatureException : Exception
{
    /// <summary>An exception that carries one or more errors.</summary>
    public FeatureException(IReadOnlyList<FeatureError> errors)
        : base(string.Join(Environment.NewLine, (errors ?? throw new ArgumentNullException(nameof(errors))).Select(error => error.ToString()))) =>
        Errors = errors;

    /// <summary>The errors in the order of the features.</summary>
    public IReadOnlyList<FeatureError> Errors { get; }
}
