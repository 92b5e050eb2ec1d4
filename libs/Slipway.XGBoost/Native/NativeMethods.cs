using System.Runtime.InteropServices;

namespace Slipway.XGBoost.Native;

/// <summary>The part of XGBoost's C interface that 1.7 to 3.x have in common. Every call but the first two returns 0 or -1 with <see cref="GetLastError"/>.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "xgboost";

    [LibraryImport(Library, EntryPoint = "XGBoostVersion")]
    internal static partial void Version(out int major, out int minor, out int patch);

    [LibraryImport(Library, EntryPoint = "XGBGetLastError")]
    internal static partial nint GetLastError();

    [LibraryImport(Library, EntryPoint = "XGBuildInfo")]
    internal static partial int BuildInfo(out nint json);

    [LibraryImport(Library, EntryPoint = "XGBRegisterLogCallback")]
    internal static partial int RegisterLogCallback(delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library, EntryPoint = "XGDMatrixCreateFromDense", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int DMatrixCreateFromDense(string arrayInterface, string config, out DMatrixHandle matrix);

    [LibraryImport(Library, EntryPoint = "XGProxyDMatrixCreate")]
    internal static partial int ProxyDMatrixCreate(out DMatrixHandle proxy);

    [LibraryImport(Library, EntryPoint = "XGProxyDMatrixSetDataDense", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ProxyDMatrixSetDataDense(DMatrixHandle proxy, string arrayInterface);

    [LibraryImport(Library, EntryPoint = "XGQuantileDMatrixCreateFromCallback", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int QuantileDMatrixCreateFromCallback(
        nint iterator,
        DMatrixHandle proxy,
        nint reference,
        delegate* unmanaged[Cdecl]<nint, void> reset,
        delegate* unmanaged[Cdecl]<nint, int> next,
        string config,
        out DMatrixHandle matrix);

    [LibraryImport(Library, EntryPoint = "XGDMatrixFree")]
    internal static partial int DMatrixFree(nint matrix);

    [LibraryImport(Library, EntryPoint = "XGDMatrixSetInfoFromInterface", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int DMatrixSetInfo(DMatrixHandle matrix, string field, string arrayInterface);

    [LibraryImport(Library, EntryPoint = "XGDMatrixSetStrFeatureInfo", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int DMatrixSetFeatureInfo(DMatrixHandle matrix, string field, string[] values, ulong size);

    [LibraryImport(Library, EntryPoint = "XGDMatrixNumRow")]
    internal static partial int DMatrixRows(DMatrixHandle matrix, out ulong rows);

    [LibraryImport(Library, EntryPoint = "XGDMatrixNumCol")]
    internal static partial int DMatrixColumns(DMatrixHandle matrix, out ulong columns);

    [LibraryImport(Library, EntryPoint = "XGBoosterCreate")]
    internal static partial int BoosterCreate(nint* matrices, ulong count, out BoosterHandle booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterFree")]
    internal static partial int BoosterFree(nint booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterSetParam", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterSetParameter(BoosterHandle booster, string name, string value);

    [LibraryImport(Library, EntryPoint = "XGBoosterUpdateOneIter")]
    internal static partial int BoosterUpdate(BoosterHandle booster, int iteration, DMatrixHandle train);

    [LibraryImport(Library, EntryPoint = "XGBoosterEvalOneIter", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterEvaluate(BoosterHandle booster, int iteration, nint* matrices, string[] names, ulong count, out nint result);

    [LibraryImport(Library, EntryPoint = "XGBoosterPredictFromDMatrix", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterPredict(
        BoosterHandle booster, DMatrixHandle matrix, string config, out ulong* shape, out ulong dimensions, out float* values);

    [LibraryImport(Library, EntryPoint = "XGBoosterSlice")]
    internal static partial int BoosterSlice(BoosterHandle booster, int begin, int end, int step, out BoosterHandle slice);

    [LibraryImport(Library, EntryPoint = "XGBoosterSaveModelToBuffer", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterSaveModel(BoosterHandle booster, string config, out ulong length, out byte* bytes);

    [LibraryImport(Library, EntryPoint = "XGBoosterLoadModelFromBuffer")]
    internal static partial int BoosterLoadModel(BoosterHandle booster, byte* bytes, ulong length);

    [LibraryImport(Library, EntryPoint = "XGBoosterSerializeToBuffer")]
    internal static partial int BoosterSerialize(BoosterHandle booster, out ulong length, out byte* bytes);

    [LibraryImport(Library, EntryPoint = "XGBoosterUnserializeFromBuffer")]
    internal static partial int BoosterUnserialize(BoosterHandle booster, byte* bytes, ulong length);

    [LibraryImport(Library, EntryPoint = "XGBoosterSetAttr", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterSetAttribute(BoosterHandle booster, string name, string? value);

    [LibraryImport(Library, EntryPoint = "XGBoosterGetAttr", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterGetAttribute(BoosterHandle booster, string name, out nint value, out int found);

    [LibraryImport(Library, EntryPoint = "XGBoosterSetStrFeatureInfo", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterSetFeatureInfo(BoosterHandle booster, string field, string[] values, ulong size);

    [LibraryImport(Library, EntryPoint = "XGBoosterBoostedRounds")]
    internal static partial int BoosterRounds(BoosterHandle booster, out int rounds);

    [LibraryImport(Library, EntryPoint = "XGBoosterFeatureScore", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int BoosterFeatureScores(
        BoosterHandle booster, string config, out ulong count, out nint* names, out ulong dimensions, out ulong* shape, out float* scores);
}
