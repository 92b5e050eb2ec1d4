namespace Slipway.OnnxRuntime.Native;

/// <summary>Reads element type and shape out of the engine's description of a tensor.</summary>
internal static unsafe class OrtTypeReader
{
    public static (OrtElementType Type, long[] Shape) Read(nint tensorInfo)
    {
        int type;
        nuint rank;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)OrtApi.Function(OrtFunction.GetTensorElementType))(tensorInfo, &type));
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)OrtApi.Function(OrtFunction.GetDimensionsCount))(tensorInfo, &rank));
        var shape = new long[rank];
        if (rank > 0)
            fixed (long* lengths = shape)
                OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)OrtApi.Function(OrtFunction.GetDimensions))(tensorInfo, lengths, rank));
        return (type <= (int)OrtElementType.UInt64 ? (OrtElementType)type : OrtElementType.Undefined, shape);
    }

    public static OrtTensorInfo ReadNamed(nint session, int index, OrtFunction getName, OrtFunction getTypeInfo)
    {
        nint text, typeInfo, tensorInfo;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)OrtApi.Function(getName))(session, (nuint)index, OrtApi.Allocator, &text));
        var name = OrtApi.TakeString(text);
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)OrtApi.Function(getTypeInfo))(session, (nuint)index, &typeInfo));
        try
        {
            // The tensor description belongs to the type description and is not released on its own.
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)OrtApi.Function(OrtFunction.CastTypeInfoToTensorInfo))(typeInfo, &tensorInfo));
            if (tensorInfo == 0) return new OrtTensorInfo(name, OrtElementType.Undefined, []);
            var (type, shape) = Read(tensorInfo);
            return new OrtTensorInfo(name, type, shape);
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)OrtApi.Function(OrtFunction.ReleaseTypeInfo))(typeInfo);
        }
    }
}
