namespace Slipway.Contracts.Models;

/// <summary>What a model takes and gives.</summary>
public sealed record Signature
{
    /// <summary>Tensors that a request carries, one a raw column.</summary>
    public required IReadOnlyList<TensorSignature> Inputs { get; init; }

    /// <summary>Tensors that an answer carries.</summary>
    public required IReadOnlyList<TensorSignature> Outputs { get; init; }
}

/// <summary>One tensor of a signature, in the words of the Open Inference Protocol.</summary>
public sealed record TensorSignature
{
    /// <summary>Name of the tensor.</summary>
    public required string Name { get; init; }

    /// <summary>Element type: <c>FP64</c>, <c>FP32</c>, <c>INT64</c>, <c>BYTES</c>.</summary>
    public required string Datatype { get; init; }

    /// <summary>Shape; -1 stands for the number of rows.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Whether every row needs a value. False: the tensor or single values may be missing.</summary>
    public bool Required { get; init; }

    /// <summary>Smallest value seen in training.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value seen in training.</summary>
    public double? Max { get; init; }
}
