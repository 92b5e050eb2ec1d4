using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.XGBoost.Native;

namespace Slipway.XGBoost;

/// <summary>XGBoost's data: a matrix of features with labels and other facts about its rows.</summary>
/// <remarks>
/// <para>Guarantees: the values are copied (or binned); the caller's memory is free when a factory returns.</para>
/// <para>Assumptions: values are finite or NaN. XGBoost refuses infinite values.</para>
/// </remarks>
public sealed class DMatrix : IDisposable
{
    private DMatrix(DMatrixHandle handle) => Handle = handle;

    internal DMatrixHandle Handle { get; }

    /// <summary>Number of rows.</summary>
    public long Rows
    {
        get
        {
            NativeCall.Check(NativeMethods.DMatrixRows(Handle, out var rows));
            return (long)rows;
        }
    }

    /// <summary>Number of columns (features).</summary>
    public long Columns
    {
        get
        {
            NativeCall.Check(NativeMethods.DMatrixColumns(Handle, out var columns));
            return (long)columns;
        }
    }

    /// <summary>Copies a row-major float32 matrix; NaN is missing.</summary>
    /// <param name="values">Rows times <paramref name="columns"/> values; at least one row.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <param name="threads">Threads used for copying; 0 is all of them.</param>
    public static unsafe DMatrix FromDense(ReadOnlySpan<float> values, int columns, int threads = 0)
    {
        var rows = CountRows(values.Length, columns);
        fixed (float* first = values)
        {
            NativeCall.Check(NativeMethods.DMatrixCreateFromDense(
                ArrayInterface.Matrix((nint)first, rows, columns), $$"""{"missing":NaN,"nthread":{{threads}}}""", out var handle));
            return new DMatrix(handle);
        }
    }

    /// <summary>Builds the binned matrix of `tree_method=hist` from batches: about a byte per value instead of eight.</summary>
    /// <remarks>Caveats: for training with `hist` (or `gpu_hist`) and the same <paramref name="maxBin"/> only; it is not for prediction.
    /// The batches are read several times.</remarks>
    /// <param name="batches">At least one batch.</param>
    /// <param name="columns">Number of columns, the same in every batch.</param>
    /// <param name="maxBin">XGBoost's `max_bin`.</param>
    /// <param name="threads">Threads used; 0 is all of them.</param>
    public static DMatrix FromBatches(IReadOnlyList<DenseBatch> batches, int columns, int maxBin = 256, int threads = 0)
    {
        foreach (var batch in batches) CountRows(batch.Values.Length, columns);
        return FromSource(new BatchList(batches), columns, new BinnedForm { MaxBin = maxBin, Threads = threads });
    }

    /// <summary>The same from batches that need not be in memory at the same time, with the bins in memory or in files.</summary>
    /// <remarks>Caveats: as of <see cref="FromBatches"/>. An exception of the source comes out as it is.</remarks>
    public static unsafe DMatrix FromSource(IBatchSource source, int columns, BinnedForm form)
    {
        NativeCall.Check(NativeMethods.ProxyDMatrixCreate(out var proxy));
        using (proxy)
        {
            using var iterator = new BatchIterator(source, columns, proxy);
            var state = GCHandle.Alloc(iterator);
            try
            {
                var like = form.Like?.Handle.DangerousGetHandle() ?? 0;
                var config = $$"""{"missing":NaN,"nthread":{{form.Threads}},"max_bin":{{form.MaxBin}}""";
                DMatrixHandle handle;
                var result = form.CachePrefix is { } prefix
                    ? ExternalMemoryMethods.ExternalMatrixCreateFromCallback(
                        GCHandle.ToIntPtr(state), proxy, like, &BatchIterator.Reset, &BatchIterator.Next, $$"""{{config}},"cache_prefix":"{{JsonEncodedText.Encode(prefix)}}"}""", out handle)
                    : NativeMethods.QuantileDMatrixCreateFromCallback(GCHandle.ToIntPtr(state), proxy, like, &BatchIterator.Reset, &BatchIterator.Next, config + "}", out handle);
                GC.KeepAlive(form.Like);
                if (iterator.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
                NativeCall.Check(result);
                return new DMatrix(handle);
            }
            finally
            {
                state.Free();
            }
        }
    }

    /// <summary>Sets the labels, one per row; classes are numbered 0, 1, ...</summary>
    public void SetLabels(ReadOnlySpan<float> labels) => SetFloats("label", labels);

    /// <summary>Sets several labels for each row, for a model of several targets.</summary>
    /// <param name="labels">Rows times <paramref name="targets"/> values.</param>
    /// <param name="targets">Labels of each row, at least 1.</param>
    public unsafe void SetLabels(ReadOnlySpan<float> labels, int targets)
    {
        var rows = CountRows(labels.Length, targets);
        fixed (float* first = labels) NativeCall.Check(NativeMethods.DMatrixSetInfo(Handle, "label", ArrayInterface.Matrix((nint)first, rows, targets)));
    }

    /// <summary>Sets the range in which each row's label lies, for `survival:aft`; an infinite upper end is a row that was still alive.</summary>
    public void SetLabelBounds(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        SetFloats("label_lower_bound", lower);
        SetFloats("label_upper_bound", upper);
    }

    /// <summary>Says of each column whether it is a quantity (`q`) or holds codes of categories (`c`).</summary>
    public void SetFeatureTypes(IEnumerable<string> types)
    {
        string[] all = [.. types];
        NativeCall.Check(NativeMethods.DMatrixSetFeatureInfo(Handle, "feature_type", all, (ulong)all.Length));
    }

    /// <summary>Sets the weights, one per row (for ranking: one per group).</summary>
    public void SetWeights(ReadOnlySpan<float> weights) => SetFloats("weight", weights);

    /// <summary>Sets the sizes of consecutive groups of rows, for ranking.</summary>
    public unsafe void SetGroups(ReadOnlySpan<uint> sizes)
    {
        fixed (uint* first = sizes)
            NativeCall.Check(NativeMethods.DMatrixSetInfo(Handle, "group", ArrayInterface.Vector((nint)first, sizes.Length, "<u4")));
    }

    /// <summary>Frees the native matrix.</summary>
    public void Dispose() => Handle.Dispose();

    private unsafe void SetFloats(string field, ReadOnlySpan<float> values)
    {
        fixed (float* first = values)
            NativeCall.Check(NativeMethods.DMatrixSetInfo(Handle, field, ArrayInterface.Vector((nint)first, values.Length, "<f4")));
    }

    private static long CountRows(int values, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values == 0) throw new XGBoostException("A matrix without rows cannot be made.");
        if (values % columns != 0) throw new XGBoostException($"{values} values do not fill rows of {columns} columns.");
        return values / columns;
    }
}
