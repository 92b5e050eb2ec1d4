using Slipway.Storage;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>The failures of a source that users meet most, worded once.</summary>
internal static class SourceFailures
{
    public static StepException Forbidden(StorageException failure) => StepException.Invalid(
        "SourceForbidden", failure.Message,
        "Give the step's service account, Secret or user the right to list and read the source. The data is not treated as empty.", failure);

    public static StepException Empty(string message) => StepException.Refused(
        "SourceEmpty", message, "Check the job that writes the source; an empty version is never published.");

    public static StepException Unreadable(string message, Exception? inner = null) => StepException.Refused(
        "SourceUnreadable", message, "Write the file again; part of a file is never taken for the whole.", inner);
}
