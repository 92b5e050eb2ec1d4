using System.Runtime.InteropServices;
using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>An open DuckDB engine: in memory, or over a database file.</summary>
/// <remarks>
/// Guarantees: safe for use by several threads, each with its own <see cref="Connection"/>; the session time zone is UTC on every machine;
/// nothing is downloaded.
/// </remarks>
public sealed class Database : IDisposable
{
    private readonly DatabaseHandle handle;

    private Database(DatabaseHandle handle) => this.handle = handle;

    /// <summary>Version of the loaded engine, for example <c>v1.5.0</c>.</summary>
    public static string EngineVersion => Marshal.PtrToStringUTF8(NativeMethods.LibraryVersion()) ?? "unknown";

    /// <summary>Opens an engine whose data lives in memory and, past the memory limit, in the temporary folder.</summary>
    /// <param name="settings">Limits; null keeps the engine's defaults.</param>
    /// <exception cref="DuckDbException">A setting is not acceptable.</exception>
    public static Database OpenInMemory(DatabaseSettings? settings = null) => Open(null, settings ?? new());

    /// <summary>Opens or creates a database file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="settings">Limits; null keeps the engine's defaults.</param>
    /// <exception cref="DuckDbException">The file cannot be opened, or a setting is not acceptable.</exception>
    public static Database OpenFile(string path, DatabaseSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(path, settings ?? new());
    }

    /// <summary>Makes a connection: one statement at a time, its own temporary tables and transaction.</summary>
    /// <exception cref="DuckDbException">The engine refuses.</exception>
    public Connection Connect()
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        if (NativeMethods.Connect(handle, out var connection) != NativeState.Success)
            throw new DuckDbException("The engine refused a new connection.", DuckDbErrorKind.Unknown);
        return new Connection(connection);
    }

    /// <summary>Closes the engine once its last connection is closed too.</summary>
    public void Dispose() => handle.Dispose();

    // Without this, text of times and local date parts would depend on the machine's time zone.
    private static Database InUtc(Database database)
    {
        using var connection = database.Connect();
        connection.Execute("SET GLOBAL TimeZone = 'UTC'");
        return database;
    }

    private static Database Open(string? path, DatabaseSettings settings)
    {
        NativeMethods.CreateConfig(out var config);
        using (config)
        {
            foreach (var (name, value) in settings.Options())
            {
                if (NativeMethods.SetConfig(config, name, value) != NativeState.Success)
                    throw new DuckDbException($"The engine does not accept {name} = '{value}'.", DuckDbErrorKind.Unknown);
            }

            var state = NativeMethods.OpenExt(path, out var database, config, out var error);
            if (state == NativeState.Success) return InUtc(new Database(database));

            database.Dispose();
            var message = Marshal.PtrToStringUTF8(error) ?? "The engine gave no reason.";
            NativeMethods.Free(error);
            throw new DuckDbException($"Cannot open {path ?? "an engine in memory"}: {message}", DuckDbErrorKind.Unknown);
        }
    }
}
