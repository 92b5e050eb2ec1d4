using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Elements of a BYTES input: UTF-8 goes from the body into the engine's tensor without becoming a .NET string.</summary>
internal readonly ref struct TextElements(OrtTensor target, TensorSpec spec) : IElements
{
    public bool Read(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty))
        {
            if (spec.Required) throw ElementFault.Missing(spec, index);
            target.SetUtf8(index, default);
            return true;
        }

        if (reader.TokenType != JsonTokenType.String) throw ElementFault.Wrong(spec, index, "a string or null", reader);
        if (reader.ValueIsEscaped) CopyUnescaped(ref reader, index);
        else if (Utf8.IsValid(reader.ValueSpan)) target.SetUtf8(index, reader.ValueSpan);
        else throw ElementFault.Wrong(spec, index, "valid UTF-8", reader);
        return false;
    }

    private void CopyUnescaped(ref Utf8JsonReader reader, int index)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            var length = reader.CopyString(buffer);
            target.SetUtf8(index, buffer.AsSpan(..length));
        }
        catch (InvalidOperationException)
        {
            throw ElementFault.Wrong(spec, index, "valid UTF-8", reader);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
