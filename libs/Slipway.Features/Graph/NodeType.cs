namespace Slipway.Features.Graph;

/// <summary>What a node yields for each row. Times are numbers here: seconds since the epoch.</summary>
internal enum NodeType
{
    Number,
    Boolean,
    Text,
    Vector,
}
