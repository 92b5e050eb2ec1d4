using System.Text.Json;

namespace Slipway.Trainer.Steps;

/// <summary>Reads the specification that SLIPWAY_SPEC names.</summary>
internal static class SpecFile
{
    private const string InvalidReason = "InvalidSpecification";

    public static StepRun Read(string? path, IStep step)
    {
        if (path is null)
            throw StepException.Invalid(InvalidReason, "SLIPWAY_SPEC is not set.", "Set it to the path of the step's specification, a JSON file.");
        try
        {
            return step.Prepare(File.ReadAllBytes(path));
        }
        catch (JsonException wrong)
        {
            var place = wrong.Path is { Length: > 0 } json ? $" at {json}" : "";
            throw StepException.Invalid(InvalidReason, $"{path}{place}: {wrong.Message}", $"Correct the specification of '{step.Name}'.", wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw StepException.Invalid(InvalidReason, $"The specification cannot be read: {unreadable.Message}", "Mount the file and point SLIPWAY_SPEC at it.", unreadable);
        }
    }
}
