using System.Collections.Immutable;

namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>All objects of one resource as they were at one revision, in key order.</summary>
internal sealed record Snapshot(long Revision, ImmutableSortedDictionary<string, StoredObject> Objects);
