using System.Runtime.InteropServices;

namespace Slipway.OnnxRuntime.Native;

/// <summary>Owns one object of the engine and releases it with the function that the engine has for its kind.</summary>
internal abstract unsafe class OrtHandle : SafeHandle
{
    private readonly OrtFunction release;

    protected OrtHandle(OrtFunction release, nint value)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ((delegate* unmanaged[Cdecl]<nint, void>)OrtApi.Function(release))(handle);
        return true;
    }
}

internal sealed class SessionHandle(nint value) : OrtHandle(OrtFunction.ReleaseSession, value);

internal sealed class SessionOptionsHandle(nint value) : OrtHandle(OrtFunction.ReleaseSessionOptions, value);

internal sealed class ValueHandle(nint value) : OrtHandle(OrtFunction.ReleaseValue, value);
