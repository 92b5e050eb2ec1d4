using Microsoft.Win32.SafeHandles;

namespace Slipway.XGBoost.Native;

internal sealed class DMatrixHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => NativeMethods.DMatrixFree(handle) == 0;
}

internal sealed class BoosterHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => NativeMethods.BoosterFree(handle) == 0;
}
