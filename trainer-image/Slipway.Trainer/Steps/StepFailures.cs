using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Privacy;

namespace Slipway.Trainer.Steps;

/// <summary>Says what a failure means for the step: whether trying again can help, and what the user can do.</summary>
internal static class StepFailures
{
    public const string UnexpectedReason = "Unexpected";

    private const int OutOfSpace = 28; // ENOSPC

    public static StepException Explain(Exception failure) => failure switch
    {
        StepException explained => explained,
        OperationCanceledException => StepException.Temporary("Interrupted", "The step was stopped by a signal before it was done.",
            "It starts again by itself; look for evictions or a deadline if this repeats.", failure),
        StorageException storage => Explain(storage),
        DuckDbException { Kind: not DuckDbErrorKind.OutOfMemory } engine => StepException.Temporary(UnexpectedReason, $"{nameof(DuckDbException)}: {EngineWords.Of(engine, confidential: true)}",
            "This is a fault of the trainer; its log has the details.", failure),
        DuckDbException { Kind: DuckDbErrorKind.OutOfMemory } => StepException.Invalid("OutOfMemory", failure.Message,
            "Raise the memory of the step, or its scratch space.", failure),
        OutOfMemoryException => StepException.Invalid("OutOfMemory", "The step ran out of memory.", "Raise the memory of the step.", failure),
        IOException { HResult: OutOfSpace } => StepException.Temporary("OutOfSpace", failure.Message, "Give the step more scratch space (SLIPWAY_SCRATCH).", failure),
        _ => StepException.Temporary(UnexpectedReason, $"{failure.GetType().Name}: {failure.Message}",
            "This is a fault of the trainer; its log has the details.", failure),
    };

    /// <summary>The exception for a log. Words of the data engine can quote rows, so that of an exception that comes from it only types and places are told.</summary>
    public static string Trace(Exception failure)
    {
        var chain = new List<Exception>();
        for (var each = failure; each is not null; each = each.InnerException) chain.Add(each);
        return chain.Exists(each => each is DuckDbException)
            ? string.Join(Environment.NewLine, chain.Select(each => $"{each.GetType()}{Environment.NewLine}{each.StackTrace}"))
            : failure.ToString();
    }

    private static StepException Explain(StorageException failure) => failure.Kind switch
    {
        StorageErrorKind.NotFound => StepException.Invalid("NotFound", failure.Message, "Check the URI.", failure),
        StorageErrorKind.PermissionDenied => StepException.Invalid("PermissionDenied", failure.Message, "Grant the right and run again.", failure),
        StorageErrorKind.InvalidUri => StepException.Invalid("InvalidUri", failure.Message, "Correct the URI.", failure),
        _ => StepException.Temporary("StorageUnavailable", failure.Message, "It is tried again; check the store if this repeats.", failure),
    };
}
