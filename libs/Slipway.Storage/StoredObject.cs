namespace Slipway.Storage;

/// <summary>An object that exists.</summary>
/// <param name="Uri">Its place.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record StoredObject(ObjectUri Uri, long Size);
