namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>What a log record did.</summary>
internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}
