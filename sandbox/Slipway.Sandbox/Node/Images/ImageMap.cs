namespace Slipway.Sandbox.Node.Images;

/// <summary>The images that this machine can run, by name; tags and digests do not matter.</summary>
internal sealed class ImageMap
{
    private readonly Dictionary<string, ImageCommand> images;

    public ImageMap(IEnumerable<ImageCommand> commands) => images = commands.ToDictionary(image => image.Name, StringComparer.Ordinal);

    /// <summary>The program of an image; null if the image is none of this machine's.</summary>
    public ImageCommand? Find(string reference) => images.GetValueOrDefault(ImageReference.NameOf(reference));

    /// <summary>Why an image cannot be run, and what to do.</summary>
    public string Refusal(string reference)
    {
        var known = images.Count == 0 ? "no images at all" : $"only {string.Join(", ", images.Keys.Order(StringComparer.Ordinal))}";
        return $"image \"{reference}\" is not known to the sandbox, which has {known}; it pulls nothing: give it the program that stands for "
            + $"the image with the flag --image {ImageReference.NameOf(reference)}=\"command arguments\", or use a real cluster";
    }
}
