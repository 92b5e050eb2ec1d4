using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Storage.S3;

/// <summary>Sends a large file in parts, some at a time; the object appears when the last step succeeds, and nothing stays behind when one fails.</summary>
internal sealed class MultipartUpload(IAmazonS3 client, ObjectUri uri, string path, int partBytes)
{
    private const int PartsAtOnce = 4;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = uri.Bucket, Key = uri.Key }, cancellationToken);
        try
        {
            var parts = await SendAsync(started.UploadId, cancellationToken);
            var complete = new CompleteMultipartUploadRequest { BucketName = uri.Bucket, Key = uri.Key, UploadId = started.UploadId, PartETags = [.. parts] };
            await client.CompleteMultipartUploadAsync(complete, cancellationToken);
        }
        catch
        {
            await AbortAsync(started.UploadId);
            throw;
        }
    }

    private async Task<PartETag[]> SendAsync(string uploadId, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        var parts = new PartETag[(length + partBytes - 1) / partBytes];
        var options = new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, parts.Length, options, async (index, token) =>
        {
            var position = (long)index * partBytes;
            var request = new UploadPartRequest
            {
                BucketName = uri.Bucket,
                Key = uri.Key,
                UploadId = uploadId,
                PartNumber = index + 1,
                FilePath = path,
                FilePosition = position,
                PartSize = Math.Min(partBytes, length - position),
                UseChunkEncoding = false,
            };
            var response = await client.UploadPartAsync(request, token);
            parts[index] = new PartETag(index + 1, response.ETag);
        });
        return parts;
    }

    // The first failure is the one to report: parts that could not be removed expire by the bucket's own rules.
    private async Task AbortAsync(string uploadId)
    {
        try
        {
            await client.AbortMultipartUploadAsync(uri.Bucket, uri.Key, uploadId, CancellationToken.None);
        }
        catch (Exception store) when (store is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
        }
    }
}
