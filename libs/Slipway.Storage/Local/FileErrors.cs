namespace Slipway.Storage.Local;

/// <summary>Says what an error of the file system means.</summary>
internal static class FileErrors
{
    public static async Task<T> Guard<T>(ObjectUri uri, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception wrong) when (wrong is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException(StorageErrorKind.NotFound, uri.ToString(),
                $"{uri} does not exist. Check the path and that the volume with it is mounted.", wrong);
        }
        catch (UnauthorizedAccessException wrong)
        {
            throw new StorageException(StorageErrorKind.PermissionDenied, uri.ToString(),
                $"{uri} may not be used by user '{Environment.UserName}': {wrong.Message} Give that user the right, or run as the owner (securityContext).", wrong);
        }
        catch (IOException wrong)
        {
            throw new StorageException(StorageErrorKind.Failed, uri.ToString(), $"{uri}: {wrong.Message}", wrong);
        }
    }
}
