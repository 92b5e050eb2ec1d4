namespace Slipway.Storage.S3;

/// <summary>Where an S3-compatible store is, and how to ask it.</summary>
public sealed record S3Settings
{
    /// <summary>Endpoint of a store other than AWS, such as <c>http://minio.storage:9000</c>; buckets are then part of the path.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region. Default: us-east-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Access key. Default: the usual AWS chain (environment, web identity, profile).</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Secret of <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>Size of the parts that large objects are sent in, in bytes; at least 5 MiB.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>How often a request is repeated when the store does not answer.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>Time after which one request counts as unanswered.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, and AWS_REGION or AWS_DEFAULT_REGION.</summary>
    /// <exception cref="StorageException">The endpoint is no absolute URL.</exception>
    public static S3Settings FromEnvironment()
    {
        var endpoint = Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL");
        if (endpoint is not null && !Uri.TryCreate(endpoint, UriKind.Absolute, out _))
            throw new StorageException(StorageErrorKind.InvalidUri, endpoint, $"AWS_ENDPOINT_URL is '{endpoint}', which is no URL. Write http://host:port.");
        var settings = new S3Settings { Endpoint = endpoint is null ? null : new Uri(endpoint) };
        return (Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION")) is { } region ? settings with { Region = region } : settings;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
