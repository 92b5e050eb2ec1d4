namespace Slipway.Features.Graph;

/// <summary>One operation of a lowered program. Nodes are made by <see cref="NodeFactory"/>, which makes equal ones only once: equality is identity.</summary>
internal sealed class Node
{
    /// <summary>Order of creation; arguments have smaller ids than the nodes that use them.</summary>
    public required int Id { get; init; }

    public required Operation Operation { get; init; }

    public required NodeType Type { get; init; }

    public IReadOnlyList<Node> Arguments { get; init; } = [];

    /// <summary>Value of <see cref="Operation.Number"/>; length of the longest run of <see cref="Operation.WordBuckets"/>.</summary>
    public double Value { get; init; }

    /// <summary>Column of an input, value of a text, pattern of a match, weighing of buckets.</summary>
    public string Literal { get; init; } = "";

    public IReadOnlyList<double> Numbers { get; init; } = [];

    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Number of columns of a vector, number of buckets; 1 for everything else.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Whether it is a constant that is present, finite and not zero, so that arithmetic with it needs no guard.</summary>
    public bool IsHarmlessConstant => Operation == Operation.Number && double.IsFinite(Value) && Value != 0;

    /// <summary>Whether a boolean is always true or false, never missing.</summary>
    public bool IsNeverMissing => Operation switch
    {
        Operation.IsMissing => true,
        Operation.Not or Operation.And or Operation.Or => Arguments.All(argument => argument.IsNeverMissing),
        _ => false,
    };
}
