using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>
/// The store: one append-only log of changes. Resource versions are positions in it, a watch is a cursor into it, and the state
/// at an earlier version is found by walking it backwards. It keeps the last changes only; whoever is further behind,
/// client or watcher, is told 410 and lists again. That bound is also the queue bound of each watcher.
/// </summary>
internal sealed class RevisionLog(int retained, ILogSink? sink = null)
{
    /// <summary>Counting starts here, so that versions from before this server's time (0, 1, another cluster's) read as expired.</summary>
    private const long FirstRevision = 1000;

    private readonly Lock _gate = new();
    private readonly List<LogRecord> _records = [];
    private readonly Pulse _anyChange = new();
    private readonly ConcurrentDictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);
    private long _revision = FirstRevision;
    private long _compacted = FirstRevision;

    /// <summary>The version of the last change.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>Changes up to this version are no longer in the log.</summary>
    public long CompactedRevision => Interlocked.Read(ref _compacted);

    public Pulse AnyChange => _anyChange;

    public Pulse Changes(string storageKey) => Table(storageKey).Changes;

    /// <summary>Takes over a state that was saved earlier. Only before the first commit.</summary>
    public void Restore(long revision, IEnumerable<(string StorageKey, StoredObject Object)> objects)
    {
        lock (_gate)
        {
            foreach (var group in objects.GroupBy(o => o.StorageKey))
            {
                Table(group.Key).Objects = group.ToImmutableSortedDictionary(o => o.Object.Key, o => o.Object, StringComparer.Ordinal);
            }

            _revision = _compacted = Math.Max(revision, FirstRevision);
        }
    }

    public StoredObject? Find(string storageKey, string ns, string name) =>
        Table(storageKey).Objects.GetValueOrDefault(StoredObject.KeyOf(ns, name));

    /// <summary>Writes <paramref name="json"/> when the object is still at <paramref name="expected"/> (null: not there); else null.</summary>
    public StoredObject? TryPut(string storageKey, StoredObject? expected, JsonObject json)
    {
        lock (_gate)
        {
            var table = Table(storageKey);
            var revision = _revision + 1;
            json["metadata"]!["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
            var stored = new StoredObject(json, revision);
            var current = table.Objects.GetValueOrDefault(stored.Key);
            if (current?.Revision != expected?.Revision)
            {
                return null;
            }

            table.Objects = table.Objects.SetItem(stored.Key, stored);
            Append(table, new LogRecord(revision, storageKey, current is null ? ChangeKind.Added : ChangeKind.Modified, stored, current));
            return stored;
        }
    }

    /// <summary>Deletes the object when it is still at <paramref name="expected"/>; false when it has changed meanwhile.</summary>
    public bool TryDelete(string storageKey, StoredObject expected)
    {
        lock (_gate)
        {
            var table = Table(storageKey);
            if (table.Objects.GetValueOrDefault(expected.Key)?.Revision != expected.Revision)
            {
                return false;
            }

            // Watchers see the last state, under the version of the deletion.
            var revision = _revision + 1;
            var last = expected.Copy();
            last["metadata"]!["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
            table.Objects = table.Objects.Remove(expected.Key);
            Append(table, new LogRecord(revision, storageKey, ChangeKind.Deleted, new StoredObject(last, revision), expected));
            return true;
        }
    }

    public Snapshot List(string storageKey)
    {
        lock (_gate)
        {
            return new Snapshot(_revision, Table(storageKey).Objects);
        }
    }

    /// <summary>The state at an earlier version; null when the log no longer reaches back that far.</summary>
    public Snapshot? ListAt(string storageKey, long revision)
    {
        lock (_gate)
        {
            if (revision < _compacted)
            {
                return null;
            }

            var objects = Table(storageKey).Objects;
            for (var i = _records.Count - 1; i >= 0 && _records[i].Revision > revision; i--)
            {
                var record = _records[i];
                if (record.StorageKey != storageKey)
                {
                    continue;
                }

                objects = record.Previous is { } before ? objects.SetItem(before.Key, before) : objects.Remove(record.Current.Key);
            }

            return new Snapshot(revision, objects);
        }
    }

    /// <summary>The changes after a version, of one resource or (null) of all; null when the log no longer reaches back that far.</summary>
    public IReadOnlyList<LogRecord>? ReadAfter(string? storageKey, ref long revision)
    {
        lock (_gate)
        {
            if (revision < _compacted)
            {
                return null;
            }

            var changes = new List<LogRecord>();
            for (var i = (int)Math.Min(_records.Count, revision - _compacted); i < _records.Count; i++)
            {
                if (storageKey is null || _records[i].StorageKey == storageKey)
                {
                    changes.Add(_records[i]);
                }
            }

            revision = Math.Max(revision, _revision);
            return changes;
        }
    }

    /// <summary>Forgets all changes so far, as a compaction of etcd does: older versions are expired from now on.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _records.Clear();
            _compacted = _revision;
        }
    }

    private ResourceTable Table(string storageKey) => _tables.GetOrAdd(storageKey, static _ => new ResourceTable());

    private void Append(ResourceTable table, LogRecord record)
    {
        sink?.Append(record);
        _records.Add(record);
        if (_records.Count >= 2 * retained)
        {
            // Half is dropped at a time, so that the cost of moving the rest is spread over many writes.
            _compacted = _records[^(retained + 1)].Revision;
            _records.RemoveRange(0, _records.Count - retained);
        }

        Interlocked.Exchange(ref _revision, record.Revision);
        table.Changes.Beat();
        _anyChange.Beat();
    }

    private sealed class ResourceTable
    {
        public volatile ImmutableSortedDictionary<string, StoredObject> Objects = ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

        public Pulse Changes { get; } = new();
    }
}
