using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>
/// The log as a file of JSON lines. Every record is handed to the operating system before it is visible, so a killed process loses
/// nothing that it has answered; a last line that was cut off is dropped. At start the file is rewritten as the state it describes.
/// </summary>
internal sealed class LogFile : ILogSink, IDisposable
{
    private const string FileName = "revisions.jsonl";
    private readonly FileStream _stream;

    private LogFile(FileStream stream) => _stream = stream;

    public static (LogFile File, long Revision, IReadOnlyList<(string StorageKey, StoredObject Object)> Objects) Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        var (revision, state) = File.Exists(path) ? Replay(path) : (0, []);
        var rewritten = path + ".new";
        using (var writer = new FileStream(rewritten, FileMode.Create, FileAccess.Write))
        {
            WriteLine(writer, new JsonObject { ["revision"] = revision });
            foreach (var ((storageKey, _), stored) in state)
            {
                WriteLine(writer, Line(stored.Revision, storageKey, stored, deleted: false));
            }
        }

        File.Move(rewritten, path, overwrite: true);
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        return (new LogFile(stream), revision, [.. state.Select(s => (s.Key.StorageKey, s.Value))]);
    }

    public void Append(LogRecord record)
    {
        WriteLine(_stream, Line(record.Revision, record.StorageKey, record.Current, record.Kind == ChangeKind.Deleted));
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    private static (long Revision, SortedDictionary<(string StorageKey, string Key), StoredObject> State) Replay(string path)
    {
        var state = new SortedDictionary<(string StorageKey, string Key), StoredObject>();
        var revision = 0L;
        var bytes = File.ReadAllBytes(path);
        var start = 0;
        for (var number = 1; start < bytes.Length; number++)
        {
            var length = Array.IndexOf(bytes, (byte)'\n', start) - start;
            if (length < 0)
            {
                break; // the process was killed within this line: its write was never answered
            }

            JsonObject line;
            try
            {
                line = (JsonObject)JsonTree.Parse(bytes.AsSpan(start, length))!;
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path} line {number} is not a record of the sandbox's log ({e.Message}); move the file away to start with an empty state", e);
            }

            start += length + 1;
            revision = Math.Max(revision, line.IntegerAt("revision") ?? 0);
            if (line.TextAt("resource") is not { } storageKey)
            {
                continue;
            }

            var stored = new StoredObject((JsonObject)line.ObjectAt("object")!.DeepClone(), line.IntegerAt("revision") ?? 0);
            if (line.FlagAt("deleted"))
            {
                state.Remove((storageKey, stored.Key));
            }
            else
            {
                state[(storageKey, stored.Key)] = stored;
            }
        }

        return (revision, state);
    }

    private static JsonObject Line(long revision, string storageKey, StoredObject stored, bool deleted)
    {
        var line = new JsonObject { ["revision"] = revision, ["resource"] = storageKey, ["object"] = stored.Copy() };
        if (deleted)
        {
            line["deleted"] = true;
        }

        return line;
    }

    private static void WriteLine(Stream stream, JsonObject line) => stream.Write([.. JsonTree.ToUtf8(line), (byte)'\n']);
}
