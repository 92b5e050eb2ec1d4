using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot;

/// <summary>Columns that the snapshot adds to the user's while it works; a colon keeps them apart from every allowed column name.</summary>
internal static class EngineColumns
{
    /// <summary>Why the row is rejected, as <c>column:Code</c>; NULL for a sound row.</summary>
    public static readonly string Reason = SqlText.Identifier("slipway:reason");

    /// <summary>The rejected row's text.</summary>
    public static readonly string Raw = SqlText.Identifier("slipway:raw");

    /// <summary>The rejected row's file.</summary>
    public static readonly string File = SqlText.Identifier("slipway:file");

    /// <summary>The rejected row's line or row number, when known.</summary>
    public static readonly string Line = SqlText.Identifier("slipway:line");

    /// <summary>First moment of the partition that the row lies in; only where the source has partitions by day.</summary>
    public static readonly string Partition = SqlText.Identifier("slipway:partition");

    /// <summary>Line ends inside the row's fields.</summary>
    public static readonly string Breaks = SqlText.Identifier("slipway:breaks");

    /// <summary>MD5 of the row's canonical text, as a number.</summary>
    public static readonly string Hash = SqlText.Identifier("slipway:hash");

    /// <summary>0 to 99: which hundredth of the hash range the split key falls into.</summary>
    public static readonly string Bucket = SqlText.Identifier("slipway:bucket");

    /// <summary>0 train, 1 validation, 2 test.</summary>
    public static readonly string Split = SqlText.Identifier("slipway:split");
}
