using System.Runtime.InteropServices;

namespace Slipway.XGBoost.Native;

/// <summary>The part of XGBoost's C interface that keeps binned matrices in files, from 3.0 on. It is looked up when it is first called, so that older libraries load as ever.</summary>
internal static unsafe partial class ExternalMemoryMethods
{
    [LibraryImport(NativeMethods.Library, EntryPoint = "XGExtMemQuantileDMatrixCreateFromCallback", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ExternalMatrixCreateFromCallback(
        nint iterator,
        DMatrixHandle proxy,
        nint reference,
        delegate* unmanaged[Cdecl]<nint, void> reset,
        delegate* unmanaged[Cdecl]<nint, int> next,
        string config,
        out DMatrixHandle matrix);
}
