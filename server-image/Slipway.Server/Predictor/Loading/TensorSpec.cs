using System.Text;
using Slipway.OnnxRuntime;

namespace Slipway.Server.Predictor.Loading;

/// <summary>One input or output of a served model.</summary>
internal sealed class TensorSpec(string name, OrtElementType elementType, IReadOnlyList<long> shape, bool required, bool filled = false)
{
    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public OrtElementType ElementType { get; } = elementType;

    /// <summary>Name of the element type in the protocol.</summary>
    public string Datatype { get; } = Datatypes.NameOf(elementType) ?? throw new ModelRefusedException(
        $"tensor \"{name}\" has element type {elementType}; this server serves FP64, FP32, INT64, INT32, BOOL and BYTES");

    /// <summary>Shape; -1 is the number of rows and stands first.</summary>
    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>Elements of one row.</summary>
    public int RowLength { get; } = (int)shape.Skip(1).Aggregate(1L, (product, length) => product * length);

    /// <summary>Whether the model needs a value in every row, wherever it comes from.</summary>
    public bool RequiredByModel { get; } = required;

    /// <summary>Whether a request has to carry a value in every row: because the signature says so, or because the type has no value that means "missing".</summary>
    public bool Required { get; } = (required && !filled) || elementType is OrtElementType.Int64 or OrtElementType.Int32 or OrtElementType.Bool;
}
