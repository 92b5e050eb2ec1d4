namespace Slipway.OnnxRuntime.Native;

/// <summary>Reads the map of custom metadata that a model file carries.</summary>
internal static unsafe class OrtMetadataReader
{
    public static Dictionary<string, string> Read(nint session)
    {
        nint metadata;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)OrtApi.Function(OrtFunction.SessionGetModelMetadata))(session, &metadata));
        try
        {
            nint* keys;
            long count;
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint**, long*, nint>)OrtApi.Function(OrtFunction.ModelMetadataGetCustomMetadataMapKeys))(
                metadata, OrtApi.Allocator, &keys, &count));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                nint value;
                OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint*, nint>)OrtApi.Function(OrtFunction.ModelMetadataLookupCustomMetadataMap))(
                    metadata, OrtApi.Allocator, keys[i], &value));
                map[OrtApi.TakeString(keys[i])] = value == 0 ? "" : OrtApi.TakeString(value);
            }

            OrtApi.Free((nint)keys);
            return map;
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)OrtApi.Function(OrtFunction.ReleaseModelMetadata))(metadata);
        }
    }

    public static string ReadProducer(nint session)
    {
        nint metadata, name;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)OrtApi.Function(OrtFunction.SessionGetModelMetadata))(session, &metadata));
        try
        {
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>)OrtApi.Function(OrtFunction.ModelMetadataGetProducerName))(
                metadata, OrtApi.Allocator, &name));
            return OrtApi.TakeString(name);
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)OrtApi.Function(OrtFunction.ReleaseModelMetadata))(metadata);
        }
    }
}
