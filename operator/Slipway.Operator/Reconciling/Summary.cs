using Slipway.Api.Validation;

namespace Slipway.Operator.Reconciling;

/// <summary>Several findings in one line.</summary>
internal static class Summary
{
    /// <summary>The first three; how many more there are.</summary>
    public static string Of(IReadOnlyList<FieldError> errors) => Of([.. errors.Select(error => error.ToString())]);

    /// <summary>The first three; how many more there are.</summary>
    public static string Of(IReadOnlyList<string> findings)
    {
        var shown = string.Join("; ", findings.Take(3).Select(finding => finding.TrimEnd('.')));
        return findings.Count <= 3 ? shown : $"{shown}; and {findings.Count - 3} more";
    }
}
