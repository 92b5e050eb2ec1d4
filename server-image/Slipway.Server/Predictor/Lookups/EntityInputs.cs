using Slipway.Contracts.Models;
using Slipway.Lookups;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>The inputs by which a request names entities.</summary>
internal sealed class EntityInputs
{
    private const int LargestKey = 1 << 16;
    private readonly (int Input, bool IsText)[] parts;
    private readonly bool hasTexts;

    public EntityInputs(ModelSchema schema, IReadOnlyList<LookupKey> keys)
    {
        parts = [.. keys.Select(key => schema.PositionOf(key.Input)).Select(input => (input, schema.Accepted[input].ElementType == OrtElementType.String))];
        hasTexts = parts.Any(part => part.IsText);
    }

    /// <summary>All texts of a tensor come at once; asked for once a request, not once a row.</summary>
    public (byte[] Bytes, int[] Offsets)[] Texts(InferRequest request)
    {
        if (!hasTexts) return [];
        var texts = new (byte[] Bytes, int[] Offsets)[parts.Length];
        for (var part = 0; part < parts.Length; part++)
            if (parts[part].IsText) texts[part] = request.Tensors[parts[part].Input].GetUtf8();
        return texts;
    }

    /// <summary>The key of a row; not complete where the request lacks a part of it.</summary>
    public EntityKey KeyOf(InferRequest request, (byte[] Bytes, int[] Offsets)[] texts, int row, Span<byte> buffer)
    {
        var key = new EntityKey(buffer);
        Write(ref key, request, texts, row);
        if (!key.IsTooLong) return key;
        key = new EntityKey(new byte[LargestKey]);
        Write(ref key, request, texts, row);
        return key;
    }

    private void Write(ref EntityKey key, InferRequest request, (byte[] Bytes, int[] Offsets)[] texts, int row)
    {
        for (var part = 0; part < parts.Length; part++)
        {
            if (parts[part].IsText) key.Add(Text(texts[part], row));
            else key.Add(request.Tensors[parts[part].Input].AsSpan<double>()[row]);
        }
    }

    private static ReadOnlySpan<byte> Text((byte[] Bytes, int[] Offsets) texts, int row) =>
        texts.Bytes.AsSpan(texts.Offsets[row]..(row + 1 < texts.Offsets.Length ? texts.Offsets[row + 1] : texts.Bytes.Length));
}
