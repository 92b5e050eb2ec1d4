namespace Slipway.Sandbox.Node.Volumes;

/// <summary>One file of a volume that is made from objects of the API.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="Content">Bytes.</param>
/// <param name="Mode">Permission bits; null: the volume's default.</param>
internal sealed record VolumeFile(string Path, byte[] Content, int? Mode = null);
