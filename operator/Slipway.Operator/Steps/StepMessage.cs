using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;

namespace Slipway.Operator.Steps;

/// <summary>Reads a termination message.</summary>
internal static class StepMessage
{
    /// <summary>The step's result; null when the text is something else, such as the end of a log.</summary>
    public static StepResult? Parse(string? message)
    {
        if (message is null || !message.TrimStart().StartsWith('{')) return null;
        try
        {
            return JsonSerializer.Deserialize(message, ContractsJson.Default.StepResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
