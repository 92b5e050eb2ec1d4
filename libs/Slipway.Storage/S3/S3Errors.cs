using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Slipway.Storage.S3;

/// <summary>Says what an error of the store means.</summary>
internal static class S3Errors
{
    public static async Task<T> Guard<T>(ObjectUri uri, S3Settings settings, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (AmazonServiceException answer)
        {
            throw Translate(uri, settings, answer);
        }
        catch (AmazonClientException noCredentials)
        {
            throw new StorageException(StorageErrorKind.PermissionDenied, uri.ToString(),
                $"{uri}: no credentials for the store: {noCredentials.Message} Name a Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or bind the service account to a role.",
                noCredentials);
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException or TimeoutException)
        {
            throw Unreachable(uri, settings, silent);
        }
    }

    private static StorageException Translate(ObjectUri uri, S3Settings settings, AmazonServiceException answer) => answer.StatusCode switch
    {
        HttpStatusCode.NotFound when answer.ErrorCode == "NoSuchBucket" => new(StorageErrorKind.NotFound, uri.ToString(),
            $"{uri}: the bucket '{uri.Bucket}' does not exist at {Place(settings)}. Check its name, the endpoint and the region.", answer),
        HttpStatusCode.NotFound => new(StorageErrorKind.NotFound, uri.ToString(), $"{uri} does not exist. Check the key.", answer),
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new(StorageErrorKind.PermissionDenied, uri.ToString(),
            $"{uri} may not be used with these credentials ({answer.ErrorCode}): {answer.Message} Allow s3:ListBucket on the bucket and s3:GetObject or s3:PutObject on the prefix.",
            answer),
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError or 0 => Unreachable(uri, settings, answer),
        _ when answer.InnerException is HttpRequestException or IOException or TimeoutException => Unreachable(uri, settings, answer),
        _ => new(StorageErrorKind.Failed, uri.ToString(), $"{uri}: the store answered {(int)answer.StatusCode} {answer.ErrorCode}: {answer.Message}", answer),
    };

    private static StorageException Unreachable(ObjectUri uri, S3Settings settings, Exception cause) =>
        new(StorageErrorKind.Unreachable, uri.ToString(), $"{uri}: the store at {Place(settings)} does not answer: {cause.Message} Trying again may help.", cause);

    private static string Place(S3Settings settings) => settings.Endpoint?.ToString() ?? $"AWS {settings.Region}";
}
