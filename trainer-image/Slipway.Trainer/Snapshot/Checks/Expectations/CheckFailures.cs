using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Tells an engine's error that the author of a check has to mend from one that says something of the machine.</summary>
internal static class CheckFailures
{
    public static bool IsOfAuthor(DuckDbException failure) => failure.Kind is not
        (DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.InputOutput or DuckDbErrorKind.Interrupted or DuckDbErrorKind.Fatal or DuckDbErrorKind.Internal);
}
