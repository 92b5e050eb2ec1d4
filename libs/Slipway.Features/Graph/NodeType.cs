namespace Slipway.Features.Graph;

/// <summary>What a node yields for each row. Times are numbers here: seconds since the epoch.</summary>
internal enum NodeType
{
    Number,
    Boolean,
    Text,

    /// <summary>How much weight each bucket of a hashed text has; only the argument of <see cref="Operation.BucketWeights"/>.</summary>
    Buckets,

    Vector,
}
