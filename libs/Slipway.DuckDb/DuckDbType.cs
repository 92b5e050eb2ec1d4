namespace Slipway.DuckDb;

/// <summary>The logical type of a result column, under the engine's SQL names.</summary>
public enum DuckDbType
{
    /// <summary>No type.</summary>
    Invalid = 0,

    /// <summary>BOOLEAN, one byte.</summary>
    Boolean = 1,

    /// <summary>TINYINT, 8 bit signed.</summary>
    TinyInt = 2,

    /// <summary>SMALLINT, 16 bit signed.</summary>
    SmallInt = 3,

    /// <summary>INTEGER, 32 bit signed.</summary>
    Integer = 4,

    /// <summary>BIGINT, 64 bit signed.</summary>
    BigInt = 5,

    /// <summary>UTINYINT, 8 bit unsigned.</summary>
    UTinyInt = 6,

    /// <summary>USMALLINT, 16 bit unsigned.</summary>
    USmallInt = 7,

    /// <summary>UINTEGER, 32 bit unsigned.</summary>
    UInteger = 8,

    /// <summary>UBIGINT, 64 bit unsigned.</summary>
    UBigInt = 9,

    /// <summary>FLOAT, 32 bit.</summary>
    Float = 10,

    /// <summary>DOUBLE, 64 bit.</summary>
    Double = 11,

    /// <summary>TIMESTAMP, microseconds since the epoch without time zone.</summary>
    Timestamp = 12,

    /// <summary>DATE, days since the epoch.</summary>
    Date = 13,

    /// <summary>TIME, microseconds since midnight.</summary>
    Time = 14,

    /// <summary>INTERVAL.</summary>
    Interval = 15,

    /// <summary>HUGEINT, 128 bit signed; integer sums have this type.</summary>
    HugeInt = 16,

    /// <summary>VARCHAR, UTF-8.</summary>
    Varchar = 17,

    /// <summary>BLOB.</summary>
    Blob = 18,

    /// <summary>DECIMAL, a scaled integer.</summary>
    Decimal = 19,

    /// <summary>TIMESTAMP_S.</summary>
    TimestampSeconds = 20,

    /// <summary>TIMESTAMP_MS.</summary>
    TimestampMilliseconds = 21,

    /// <summary>TIMESTAMP_NS.</summary>
    TimestampNanoseconds = 22,

    /// <summary>ENUM.</summary>
    Enum = 23,

    /// <summary>LIST.</summary>
    List = 24,

    /// <summary>STRUCT.</summary>
    Struct = 25,

    /// <summary>MAP.</summary>
    Map = 26,

    /// <summary>UUID.</summary>
    Uuid = 27,

    /// <summary>TIMESTAMP WITH TIME ZONE, microseconds since the epoch in UTC.</summary>
    TimestampTz = 31,

    /// <summary>UHUGEINT, 128 bit unsigned.</summary>
    UHugeInt = 32,

    /// <summary>The type of a bare NULL.</summary>
    Null = 36,
}
