using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.OnnxRuntime;

namespace Slipway.Server.Predictor.Loading;

/// <summary>What a served model takes and gives, in the graph's order.</summary>
internal sealed record ModelSchema(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs)
{
    /// <summary>All that a request may carry: the graph's inputs, then what names entities.</summary>
    public IReadOnlyList<TensorSpec> Accepted { get; private init; } = Inputs;

    /// <summary>Position of an input among <see cref="Accepted"/>.</summary>
    public int PositionOf(string input)
    {
        for (var i = 0; i < Accepted.Count; i++)
            if (Accepted[i].Name == input) return i;
        throw new ModelRefusedException($"the manifest fills the input \"{input}\", which the model does not have");
    }

    /// <summary>Describes a loaded graph; its signature, when there is one, must agree with it in every tensor.</summary>
    /// <exception cref="ModelRefusedException">Signature and graph differ, or the graph has a tensor that cannot be served.</exception>
    public static ModelSchema Of(OrtSession session, Signature? signature, FilledInputs filled)
    {
        List<OrtTensorInfo> outputs = [.. session.Outputs.Where(output => !ServedChecks.IsHidden(output))];
        if (signature is not null)
        {
            Compare("input", signature.Inputs, session.Inputs);
            Compare("output", signature.Outputs, outputs);
        }

        var required = signature?.Inputs.Where(input => input.Required).Select(input => input.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var input in session.Inputs)
            if (input.Shape.Count is 0 or > 8 || input.Shape[0] != -1 || input.Shape.Skip(1).Any(length => length < 1))
                throw new ModelRefusedException(
                    $"input \"{input.Name}\" has shape {Text(input.Shape)}; the first dimension must be free (-1, the rows), every other one fixed, at most 8 in all");
        var names = filled.Names;
        List<TensorSpec> inputs = [.. session.Inputs.Select(input => new TensorSpec(input.Name, input.ElementType, input.Shape, required.Contains(input.Name), names.Contains(input.Name)))];
        var entities = filled.Entities.Where(key => inputs.All(input => input.Name != key.Input));
        return new ModelSchema(
            inputs,
            [.. outputs.Select(output => new TensorSpec(output.Name, output.ElementType, output.Shape, required: false))])
        {
            Accepted = [.. inputs, .. entities.Select(key => new TensorSpec(key.Input, key.Type == ColumnType.String ? OrtElementType.String : OrtElementType.Double, [-1, 1], required: false))],
        };
    }

    private static void Compare(string role, IReadOnlyList<TensorSignature> promised, IReadOnlyList<OrtTensorInfo> actual)
    {
        foreach (var tensor in promised)
        {
            var found = actual.FirstOrDefault(other => other.Name == tensor.Name)
                ?? throw new ModelRefusedException($"the manifest promises the {role} \"{tensor.Name}\", the model file has no such {role}");
            var datatype = Datatypes.NameOf(found.ElementType) ?? found.ElementType.ToString();
            if (datatype != tensor.Datatype || !found.Shape.SequenceEqual(tensor.Shape))
                throw new ModelRefusedException(
                    $"the manifest promises the {role} \"{tensor.Name}\" as {tensor.Datatype} {Text(tensor.Shape)}, the model file has it as {datatype} {Text(found.Shape)}");
        }

        if (actual.FirstOrDefault(tensor => promised.All(other => other.Name != tensor.Name)) is { } extra)
            throw new ModelRefusedException($"the model file has the {role} \"{extra.Name}\", which the manifest does not mention");
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
