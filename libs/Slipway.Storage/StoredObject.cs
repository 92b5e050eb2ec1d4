namespace Slipway.Storage;

/// <summary>An object that exists.</summary>
/// <param name="Uri">Its place.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record StoredObject(ObjectUri Uri, long Size)
{
    /// <summary>The store's mark of this content (ETag); another content has another one. Null where the store has none.</summary>
    public string? Tag { get; init; }
}
