using System.Text.Json;

namespace Slipway.Contracts.Steps;

/// <summary>What a step leaves in its termination message while it works, so that something is known of it if it is killed; its result takes the place.</summary>
public sealed record StepPulse
{
    /// <summary>The most memory that the container, or where that is not told its process, was seen to use, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Reads a termination message; null when it is something else: a result, the end of a log.</summary>
    public static StepPulse? Parse(string? message)
    {
        if (message?.TrimStart().StartsWith('{') != true) return null;
        try
        {
            return JsonSerializer.Deserialize(message, ContractsJson.Default.StepPulse);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
