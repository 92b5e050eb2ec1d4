namespace Slipway.OnnxRuntime;

/// <summary>What a model says about one of its inputs or outputs.</summary>
/// <param name="Name">The tensor's name in the graph.</param>
/// <param name="ElementType">Type of its elements; <see cref="OrtElementType.Undefined"/> when it is no tensor (a map or a sequence).</param>
/// <param name="Shape">Length of each dimension; -1 when it is free.</param>
public sealed record OrtTensorInfo(string Name, OrtElementType ElementType, IReadOnlyList<long> Shape);
