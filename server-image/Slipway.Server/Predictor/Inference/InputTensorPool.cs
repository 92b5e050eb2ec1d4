using System.Collections.Concurrent;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>
/// Input tensors in the engine's memory. Those of small batches are used again: making and freeing one native object per column would
/// cost more than running a small model on one row.
/// </summary>
internal sealed class InputTensorPool(IReadOnlyList<TensorSpec> inputs) : IDisposable
{
    private const int LargestKept = 16;

    private const int KeptPerSize = 32;

    private readonly ConcurrentQueue<OrtTensor[]>[] kept = [.. Enumerable.Range(0, LargestKept).Select(_ => new ConcurrentQueue<OrtTensor[]>())];

    public OrtTensor[] Rent(int rows)
    {
        if (rows <= LargestKept && kept[rows - 1].TryDequeue(out var tensors)) return tensors;
        var made = new OrtTensor[inputs.Count];
        Span<long> shape = stackalloc long[8];
        for (var i = 0; i < made.Length; i++)
        {
            var rank = inputs[i].Shape.Count;
            for (var dimension = 0; dimension < rank; dimension++) shape[dimension] = dimension == 0 ? rows : inputs[i].Shape[dimension];
            made[i] = OrtTensor.Allocate(inputs[i].ElementType, shape[..rank]);
        }

        return made;
    }

    public void Return(OrtTensor[] tensors, int rows)
    {
        if (rows <= LargestKept && kept[rows - 1].Count < KeptPerSize) kept[rows - 1].Enqueue(tensors);
        else Free(tensors);
    }

    public void Dispose()
    {
        foreach (var queue in kept)
            while (queue.TryDequeue(out var tensors)) Free(tensors);
    }

    private static void Free(OrtTensor[] tensors)
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }
}
