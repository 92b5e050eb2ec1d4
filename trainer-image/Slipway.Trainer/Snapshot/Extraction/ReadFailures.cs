using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>What the engine says of files that it cannot read, in the words of the step.</summary>
internal static class ReadFailures
{
    public static async Task<T> GuardAsync<T>(SnapshotSpec spec, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (DuckDbException failure) when (spec.Source.Uri is not null
            && failure.Kind is DuckDbErrorKind.InvalidInput or DuckDbErrorKind.InputOutput or DuckDbErrorKind.Unknown or DuckDbErrorKind.Conversion)
        {
            throw SourceFailures.Unreadable($"{spec.Source.Uri} cannot be read as {spec.Source.Format}: {EngineWords.Of(failure, EngineWords.IsConfidential(spec))}", failure);
        }
    }
}
