namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>One entry of the revision log: what happened to one object, with the states before and after.</summary>
/// <param name="Revision">The resource version of this change; consecutive over all resources.</param>
/// <param name="StorageKey">The resource.</param>
/// <param name="Current">The object after the change; of a deletion, the last state under the deletion's revision.</param>
/// <param name="Previous">The object before the change; null when it was made.</param>
internal sealed record LogRecord(long Revision, string StorageKey, ChangeKind Kind, StoredObject Current, StoredObject? Previous);
