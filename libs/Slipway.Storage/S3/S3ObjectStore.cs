using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Storage.S3;

/// <summary>Objects in an S3-compatible store.</summary>
internal sealed class S3ObjectStore(S3Settings settings) : IObjectStore, IDisposable
{
    private readonly AmazonS3Client client = settings is { AccessKeyId: { } key, SecretAccessKey: { } secret }
        ? new(new BasicAWSCredentials(key, secret), Configuration(settings))
        : new(Configuration(settings));

    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken) => S3Errors.Guard(uri, settings, async () =>
    {
        var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = uri.Bucket, Key = uri.Key }, cancellationToken);
        return response.ResponseStream;
    });

    public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken) => S3Errors.Guard(uri, settings, async () =>
    {
        if (length == 0) return [];
        var request = new GetObjectRequest { BucketName = uri.Bucket, Key = uri.Key, ByteRange = new ByteRange(offset, offset + length - 1) };
        using var response = await client.GetObjectAsync(request, cancellationToken);
        using var memory = new MemoryStream(length);
        await response.ResponseStream.CopyToAsync(memory, cancellationToken);
        return memory.ToArray();
    });

    public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) => S3Errors.Guard(uri, settings, async () =>
    {
        try
        {
            var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = uri.Bucket, Key = uri.Key }, cancellationToken);
            return new StoredObject(uri, head.ContentLength) { Tag = head.ETag };
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    });

    public async IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = prefix.Key.Length == 0 || prefix.Key.EndsWith('/') ? prefix.Key : prefix.Key + "/";
        var request = new ListObjectsV2Request { BucketName = prefix.Bucket, Prefix = key };
        ListObjectsV2Response page;
        do
        {
            page = await S3Errors.Guard(prefix, settings, () => client.ListObjectsV2Async(request, cancellationToken));
            foreach (var item in page.S3Objects ?? []) yield return new StoredObject(prefix.WithKey(item.Key), item.Size ?? 0) { Tag = item.ETag };
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => S3Errors.Guard(uri, settings, () =>
        client.PutObjectAsync(
            new PutObjectRequest { BucketName = uri.Bucket, Key = uri.Key, InputStream = new MemoryStream(content.ToArray()), UseChunkEncoding = false },
            cancellationToken));

    public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => S3Errors.Guard(uri, settings, async () =>
    {
        if (new FileInfo(path).Length > settings.PartBytes)
        {
            await new MultipartUpload(client, uri, path, settings.PartBytes).RunAsync(cancellationToken);
            return true;
        }

        await client.PutObjectAsync(
            new PutObjectRequest { BucketName = uri.Bucket, Key = uri.Key, FilePath = path, UseChunkEncoding = false }, cancellationToken);
        return true;
    });

    public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => S3Errors.Guard(uri, settings, () =>
        client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = uri.Bucket, Key = uri.Key }, cancellationToken));

    public void Dispose() => client.Dispose();

    private static AmazonS3Config Configuration(S3Settings settings)
    {
        var configuration = new AmazonS3Config
        {
            MaxErrorRetry = settings.MaxRetries,
            Timeout = settings.Timeout,
            // Stores other than AWS do not know the newer checksum trailers; the digests in the manifests protect the bytes.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.ToString();
            configuration.ForcePathStyle = true;
            configuration.AuthenticationRegion = settings.Region;
        }
        else
        {
            configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        }

        return configuration;
    }
}
