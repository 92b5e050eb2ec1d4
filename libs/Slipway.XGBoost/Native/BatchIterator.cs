using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.XGBoost.Native;

/// <summary>Hands batches to XGBoost one after the other, as often as it asks; the current batch stays pinned until the next is asked for.</summary>
internal sealed class BatchIterator(IBatchSource batches, int columns, DMatrixHandle proxy) : IDisposable
{
    private readonly IBatchSource batches = batches;
    private readonly List<MemoryHandle> pins = [];

    /// <summary>What went wrong inside a callback; an exception must not cross native frames.</summary>
    internal Exception? Failure { get; private set; }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Reset(nint state)
    {
        var iterator = Find(state);
        try
        {
            iterator.batches.Rewind();
        }
#pragma warning disable CA1031 // As below.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            iterator.Failure ??= exception;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Next(nint state)
    {
        var iterator = Find(state);
        try
        {
            return iterator.Advance() ? 1 : 0;
        }
#pragma warning disable CA1031 // Kept and thrown again by the caller: nothing managed may unwind through XGBoost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            iterator.Failure ??= exception;
            return 0;
        }
    }

    public void Dispose() => Unpin();

    private static BatchIterator Find(nint state) => (BatchIterator)GCHandle.FromIntPtr(state).Target!;

    private bool Advance()
    {
        Unpin();
        if (Failure is not null || batches.Next() is not { } batch) return false;
        var values = Pin(batch.Values);
        NativeCall.Check(NativeMethods.ProxyDMatrixSetDataDense(proxy, ArrayInterface.Matrix(values, batch.Values.Length / columns, columns)));
        SetInfo("label", batch.Labels);
        if (!batch.Weights.IsEmpty) SetInfo("weight", batch.Weights);
        return true;
    }

    private void SetInfo(string field, ReadOnlyMemory<float> values) =>
        NativeCall.Check(NativeMethods.DMatrixSetInfo(proxy, field, ArrayInterface.Vector(Pin(values), values.Length, "<f4")));

    private unsafe nint Pin(ReadOnlyMemory<float> memory)
    {
        var pin = memory.Pin();
        pins.Add(pin);
        return (nint)pin.Pointer;
    }

    private void Unpin()
    {
        foreach (var pin in pins) pin.Dispose();
        pins.Clear();
    }
}
