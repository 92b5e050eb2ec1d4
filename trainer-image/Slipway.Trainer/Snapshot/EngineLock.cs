using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot;

/// <summary>Takes the file system away from the engine, but for the scratch folder, before SQL that somebody wrote runs in it.</summary>
/// <remarks>Guarantees: neither <c>source.sql</c> nor a check reads or writes a file of the pod, reaches a network, or changes a setting; the engine has no way back.</remarks>
internal static class EngineLock
{
    public static void Apply(Connection connection, string scratchFolder)
    {
        connection.Execute($"SET allowed_directories = [{SqlText.Literal(Path.GetFullPath(scratchFolder))}]");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
    }
}
