namespace Slipway.Storage;

/// <summary>The place of an object, or a prefix of places: <c>file:///folder/name</c> or <c>s3://bucket/key</c>.</summary>
public sealed record ObjectUri
{
    private const string FileScheme = "file://";
    private const string S3Scheme = "s3://";

    private ObjectUri(StorageScheme scheme, string bucket, string key)
    {
        Scheme = scheme;
        Bucket = bucket;
        Key = key;
    }

    /// <summary>Kind of store.</summary>
    public StorageScheme Scheme { get; }

    /// <summary>Bucket of an S3 object; empty for files.</summary>
    public string Bucket { get; }

    /// <summary>Key inside the bucket, without a leading slash; for files the absolute path.</summary>
    public string Key { get; }

    /// <summary>Last part of the key.</summary>
    public string Name => Key[(Key.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');

    /// <summary>Absolute path of a file URI.</summary>
    /// <exception cref="InvalidOperationException">The URI is not a file's.</exception>
    public string LocalPath => Scheme == StorageScheme.File ? Key : throw new InvalidOperationException($"{this} is not a local file.");

    /// <summary>Reads a URI.</summary>
    /// <exception cref="StorageException">The text is no URI of a known store (<see cref="StorageErrorKind.InvalidUri"/>).</exception>
    public static ObjectUri Parse(string text)
    {
        if (text.StartsWith(FileScheme, StringComparison.Ordinal)) return ParseFile(text);
        if (text.StartsWith(S3Scheme, StringComparison.Ordinal)) return ParseS3(text);
        throw Invalid(text, "it starts with neither file:// nor s3://");
    }

    /// <summary>The URI of an object below this one.</summary>
    /// <param name="relative">Path with forward slashes, such as <c>train/part.parquet</c>.</param>
    public ObjectUri Append(string relative) =>
        new(Scheme, Bucket, Key.Length == 0 ? relative.TrimStart('/') : $"{Key.TrimEnd('/')}/{relative.TrimStart('/')}");

    /// <summary>The URI of an object relative to this folder; <c>../</c> goes up.</summary>
    /// <param name="relative">Path with forward slashes, such as <c>../partitions/a/train.parquet</c>.</param>
    public ObjectUri Resolve(string relative)
    {
        var folder = Key.TrimEnd('/');
        for (; relative.StartsWith("../", StringComparison.Ordinal); relative = relative[3..]) folder = folder[..Math.Max(0, folder.LastIndexOf('/'))];
        return WithKey(folder).Append(relative);
    }

    /// <summary>The same URI with another key.</summary>
    /// <param name="key">The whole key, or absolute path.</param>
    public ObjectUri WithKey(string key) => new(Scheme, Bucket, key);

    /// <summary>The URI of a local file.</summary>
    /// <param name="path">Path; relative ones start at the current folder.</param>
    public static ObjectUri FromPath(string path) => new(StorageScheme.File, "", Path.GetFullPath(path));

    /// <summary>The URI as text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => Scheme == StorageScheme.File ? FileScheme + Key : $"{S3Scheme}{Bucket}/{Key}";

    private static ObjectUri ParseFile(string text)
    {
        var path = text[FileScheme.Length..];
        if (!path.StartsWith('/')) throw Invalid(text, "a file URI has three slashes and an absolute path");
        return new(StorageScheme.File, "", path.Length > 1 ? path.TrimEnd('/') : path);
    }

    private static ObjectUri ParseS3(string text)
    {
        var rest = text[S3Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        if (bucket.Length == 0) throw Invalid(text, "the bucket is missing");
        return new(StorageScheme.S3, bucket, slash < 0 ? "" : rest[(slash + 1)..]);
    }

    private static StorageException Invalid(string text, string why) =>
        new(StorageErrorKind.InvalidUri, text, $"'{text}' is no storage URI: {why}. Write file:///absolute/path or s3://bucket/prefix.");
}
