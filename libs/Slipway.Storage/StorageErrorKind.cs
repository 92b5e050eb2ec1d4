namespace Slipway.Storage;

/// <summary>Why a store did not do what was asked.</summary>
public enum StorageErrorKind
{
    /// <summary>The object, folder or bucket does not exist.</summary>
    NotFound,

    /// <summary>It may exist, but these credentials or this user may not use it.</summary>
    PermissionDenied,

    /// <summary>The store did not answer, or answered that it is overloaded: trying again may help.</summary>
    Unreachable,

    /// <summary>The text is no storage URI.</summary>
    InvalidUri,

    /// <summary>The store refused for another reason, such as a full disk.</summary>
    Failed,
}
