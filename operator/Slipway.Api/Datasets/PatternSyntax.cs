using System.Text.RegularExpressions;

namespace Slipway.Api.Datasets;

/// <summary>Whether RE2 takes a pattern; <see cref="RegexOptions.NonBacktracking"/> takes the same: no look-around, no back references.</summary>
internal static class PatternSyntax
{
    /// <summary>What is wrong; null for a sound pattern.</summary>
    public static string? Fault(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return null;
        }
        catch (ArgumentException wrong)
        {
            return $"is no regular expression: {wrong.Message}";
        }
        catch (NotSupportedException)
        {
            return "uses look-around or a back reference, which RE2 does not have; write it without";
        }
    }
}
