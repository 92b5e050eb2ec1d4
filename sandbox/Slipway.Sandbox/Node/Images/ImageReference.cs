namespace Slipway.Sandbox.Node.Images;

/// <summary>Takes image references apart: <c>registry:5000/team/name:tag@sha256:...</c>.</summary>
internal static class ImageReference
{
    /// <summary>The name without tag and digest.</summary>
    public static string NameOf(string reference)
    {
        var digest = reference.IndexOf('@', StringComparison.Ordinal);
        var name = digest < 0 ? reference : reference[..digest];
        var tag = name.LastIndexOf(':');
        // A colon before the last slash belongs to a registry's port.
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }
}
