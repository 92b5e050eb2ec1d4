using System.Globalization;

namespace Slipway.Operator.TrainingJobs;

/// <summary>The number in a version such as <c>v12</c>.</summary>
internal static class VersionNumber
{
    /// <summary>The number; 0 when the text has another form.</summary>
    public static int Of(string version) =>
        version.StartsWith('v') && int.TryParse(version.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
