using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.XGBoost.Native;

namespace Slipway.XGBoost;

/// <summary>A model that XGBoost trains, evaluates and saves. Not for use by several threads at once.</summary>
/// <remarks>Guarantees: with the same library version, data, parameters, seed and row order the model's bytes are the same whatever `nthread` is.</remarks>
public sealed class Booster : IDisposable
{
    private readonly BoosterHandle handle;

    /// <summary>Makes an untrained booster.</summary>
    /// <param name="parameters">Names and values as XGBoost defines them.</param>
    /// <param name="cached">Matrices that will be trained on or evaluated; their predictions are cached between rounds.</param>
    public unsafe Booster(IEnumerable<KeyValuePair<string, string>> parameters, params ReadOnlySpan<DMatrix> cached)
    {
        var count = (ulong)cached.Length;
        BoosterHandle? created = null;
        NativeCall.WithHandles(cached, pointers =>
        {
            NativeCall.Check(NativeMethods.BoosterCreate((nint*)pointers, count, out created));
            return 0;
        });
        handle = created!;
        foreach (var (name, value) in parameters) SetParameter(name, value);
    }

    private Booster(BoosterHandle handle) => this.handle = handle;

    /// <summary>Rounds trained so far.</summary>
    public int Rounds
    {
        get
        {
            NativeCall.Check(NativeMethods.BoosterRounds(handle, out var rounds));
            return rounds;
        }
    }

    /// <summary>Sets one parameter; XGBoost checks its value when the next round begins.</summary>
    public void SetParameter(string name, string value) => NativeCall.Check(NativeMethods.BoosterSetParameter(handle, name, value));

    /// <summary>Trains one round.</summary>
    public void Update(DMatrix train, int iteration) => NativeCall.Check(NativeMethods.BoosterUpdate(handle, iteration, train.Handle));

    /// <summary>Computes the metrics of `eval_metric` on each of the sets.</summary>
    public unsafe IReadOnlyList<RoundMetric> Evaluate(int iteration, IReadOnlyList<KeyValuePair<string, DMatrix>> sets)
    {
        string[] names = [.. sets.Select(set => set.Key)];
        DMatrix[] matrices = [.. sets.Select(set => set.Value)];
        var line = NativeCall.WithHandles(matrices.AsSpan(), pointers =>
        {
            NativeCall.Check(NativeMethods.BoosterEvaluate(handle, iteration, (nint*)pointers, names, (ulong)names.Length, out var text));
            return Marshal.PtrToStringUTF8(text) ?? "";
        });
        return EvaluationLine.Parse(line, names);
    }

    /// <summary>Predicts every row of <paramref name="matrix"/>.</summary>
    /// <param name="matrix">Not one made by <see cref="DMatrix.FromBatches"/>.</param>
    /// <param name="kind">Transformed value or margin.</param>
    /// <param name="rounds">Use the trees of the first rounds only; 0 uses all.</param>
    public Prediction Predict(DMatrix matrix, PredictionKind kind, int rounds = 0)
    {
        var (values, shape) = Predict(matrix, (int)kind, rounds);
        return new Prediction(values, shape.Length > 1 ? shape[1] : 1);
    }

    /// <summary>How much each column adds to the margin of each row of <paramref name="matrix"/>.</summary>
    /// <param name="matrix">Not one made by <see cref="DMatrix.FromBatches"/>.</param>
    /// <param name="rounds">Use the trees of the first rounds only; 0 uses all.</param>
    /// <param name="approximate">Saabas's values, which take one walk down each tree, instead of SHAP's exact ones.</param>
    public Contributions Contributions(DMatrix matrix, int rounds = 0, bool approximate = false)
    {
        const int exact = 2, saabas = 3;
        var (values, shape) = Predict(matrix, approximate ? saabas : exact, rounds);
        return new Contributions(values, shape[1], shape[2]);
    }

    private unsafe (float[] Values, int[] Shape) Predict(DMatrix matrix, int type, int rounds)
    {
        var config = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":{{type}},"training":false,"iteration_begin":0,"iteration_end":{{rounds}},"strict_shape":true}""");
        NativeCall.Check(NativeMethods.BoosterPredict(handle, matrix.Handle, config, out var shape, out var dimensions, out var values));
        var sizes = new int[dimensions];
        long total = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = checked((int)shape[i]);
            total *= sizes[i];
        }

        // XGBoost owns the buffer and overwrites it at the next prediction.
        return (new Span<float>(values, checked((int)total)).ToArray(), sizes);
    }

    /// <summary>The model (trees and objective, not training state) in XGBoost's JSON format.</summary>
    public unsafe byte[] SaveModel()
    {
        NativeCall.Check(NativeMethods.BoosterSaveModel(handle, """{"format":"json"}""", out var length, out var bytes));
        return new Span<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <summary>The model in XGBoost's binary JSON format (UBJSON), a third of the size.</summary>
    public unsafe byte[] SaveCompactModel()
    {
        NativeCall.Check(NativeMethods.BoosterSaveModel(handle, """{"format":"ubj"}""", out var length, out var bytes));
        return new Span<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <summary>The model of the first rounds alone.</summary>
    /// <param name="rounds">How many, from 1 on.</param>
    public Booster Slice(int rounds)
    {
        NativeCall.Check(NativeMethods.BoosterSlice(handle, 0, rounds, 1, out var slice));
        return new Booster(slice);
    }

    /// <summary>Replaces the model by one saved with <see cref="SaveModel"/> or <see cref="SaveCompactModel"/>.</summary>
    public unsafe void LoadModel(ReadOnlySpan<byte> model)
    {
        fixed (byte* first = model) NativeCall.Check(NativeMethods.BoosterLoadModel(handle, first, (ulong)model.Length));
    }

    /// <summary>Everything, parameters included, for a checkpoint of the same library version.</summary>
    public unsafe byte[] Serialize()
    {
        NativeCall.Check(NativeMethods.BoosterSerialize(handle, out var length, out var bytes));
        return new Span<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <summary>Continues from a checkpoint made by <see cref="Serialize"/>.</summary>
    /// <remarks>Caveats: with row or column sampling, the trees after resuming differ from an uninterrupted run before XGBoost 3.3.</remarks>
    public unsafe void Unserialize(ReadOnlySpan<byte> checkpoint)
    {
        fixed (byte* first = checkpoint) NativeCall.Check(NativeMethods.BoosterUnserialize(handle, first, (ulong)checkpoint.Length));
    }

    /// <summary>Stores text with the model; null removes it.</summary>
    public void SetAttribute(string name, string? value) => NativeCall.Check(NativeMethods.BoosterSetAttribute(handle, name, value));

    /// <summary>Text stored with the model, or null.</summary>
    public string? GetAttribute(string name)
    {
        NativeCall.Check(NativeMethods.BoosterGetAttribute(handle, name, out var value, out var found));
        return found == 1 ? Marshal.PtrToStringUTF8(value) : null;
    }

    /// <summary>Names the columns; the names go into the model and its importances. Without them a column is called f0, f1, ...</summary>
    public void SetFeatureNames(IEnumerable<string> names)
    {
        string[] all = [.. names];
        NativeCall.Check(NativeMethods.BoosterSetFeatureInfo(handle, "feature_name", all, (ulong)all.Length));
    }

    /// <summary>Importance of each feature that some tree uses, by name.</summary>
    /// <param name="importance">`gain`, `total_gain`, `weight`, `cover` or `total_cover`.</param>
    public unsafe IReadOnlyDictionary<string, double> FeatureScores(string importance)
    {
        NativeCall.Check(NativeMethods.BoosterFeatureScores(
            handle, $$"""{"importance_type":"{{importance}}"}""", out var count, out var names, out _, out _, out var scores));
        var result = new Dictionary<string, double>(StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++) result[Marshal.PtrToStringUTF8(names[i])!] = scores[i];
        return result;
    }

    /// <summary>Frees the native model.</summary>
    public void Dispose() => handle.Dispose();
}
