using Google.Protobuf;

namespace Slipway.Onnx;

/// <summary>Builds one ONNX model, node by node.</summary>
/// <remarks>
/// Guarantees: the same calls give the same bytes; every name is unique within the graph; a node may only read what was added before it,
/// so the finished graph is in topological order, as ONNX demands.
/// Assumptions: one thread.
/// </remarks>
public sealed class OnnxGraphBuilder
{
    /// <summary>Opset of the default domain (<c>ai.onnx</c>) that the built model imports.</summary>
    public const long OnnxOpset = 21;

    /// <summary>Opset of <c>ai.onnx.ml</c> that the built model imports. Version 3 still has the double-valued TreeEnsembleRegressor attributes.</summary>
    public const long MachineLearningOpset = 3;

    /// <summary>Domain of the classical machine learning operators (tree ensembles, label encoders).</summary>
    public const string MachineLearningDomain = "ai.onnx.ml";

    /// <summary>Domain of the operators that ONNX Runtime adds to the standard (MurmurHash3); imported by models that use it.</summary>
    public const string RuntimeDomain = "com.microsoft";

    // The IR version that came with opset 21; newer runtimes read it, older ones refuse it with a clear message.
    private const long IrVersion = 10;

    private readonly GraphProto graph;
    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<ByteString, string> constants = [];
    private readonly Dictionary<string, int> nextSuffix = new(StringComparer.Ordinal);

    /// <summary>Starts an empty graph.</summary>
    /// <param name="graphName">Name of the graph, shown by model viewers.</param>
    public OnnxGraphBuilder(string graphName = "model") => graph = new GraphProto { Name = graphName };

    /// <summary>Names of the inputs, in the order in which they were added.</summary>
    public IEnumerable<string> Inputs => graph.Input.Select(input => input.Name);

    /// <summary>Names of the outputs, in the order in which they were added.</summary>
    public IEnumerable<string> Outputs => graph.Output.Select(output => output.Name);

    /// <summary>Declares an input tensor.</summary>
    /// <param name="name">Name by which clients send it; must not be taken.</param>
    /// <param name="element">Element type.</param>
    /// <param name="shape">Dimensions; -1 is the batch dimension, whose size is free.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public string AddInput(string name, OnnxElement element, params ReadOnlySpan<long> shape)
    {
        Claim(name, "input");
        graph.Input.Add(Describe(name, element, shape));
        return name;
    }

    /// <summary>Adds a constant. Equal constants are stored once and share a name.</summary>
    /// <param name="value">The tensor; see <see cref="OnnxTensor"/>. Its own name is ignored.</param>
    /// <param name="hint">What the constant is, for people who look at the graph.</param>
    /// <returns>The name to use as an input of nodes.</returns>
    public string AddConstant(TensorProto value, string hint = "constant")
    {
        ArgumentNullException.ThrowIfNull(value);
        var tensor = value.Clone();
        tensor.ClearName();
        var content = tensor.ToByteString();
        if (constants.TryGetValue(content, out var known)) return known;

        tensor.Name = Unique(hint);
        constants.Add(content, tensor.Name);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operation">Operator, such as <c>Add</c>.</param>
    /// <param name="inputs">Names of its inputs; an empty name leaves out an optional input.</param>
    /// <param name="attributes">Attributes; see <see cref="OnnxAttribute"/>.</param>
    /// <param name="domain">Operator domain; empty is <c>ai.onnx</c>.</param>
    /// <param name="output">Wanted name of the output; a number is appended when it is taken. Default: the operator in lower case.</param>
    /// <returns>Name of the output.</returns>
    /// <exception cref="ArgumentException">An input is not known in this graph.</exception>
    public string AddNode(
        string operation, IReadOnlyList<string> inputs, IReadOnlyList<AttributeProto>? attributes = null, string domain = "", string? output = null) =>
        AddNode(operation, inputs, [output ?? operation.ToLowerInvariant()], attributes, domain)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <param name="operation">Operator, such as <c>Split</c>.</param>
    /// <param name="inputs">Names of its inputs; an empty name leaves out an optional input.</param>
    /// <param name="outputs">Wanted names of the outputs; a number is appended to a name that is taken, an empty name leaves out an optional output.</param>
    /// <param name="attributes">Attributes; see <see cref="OnnxAttribute"/>.</param>
    /// <param name="domain">Operator domain; empty is <c>ai.onnx</c>.</param>
    /// <returns>Names of the outputs.</returns>
    /// <exception cref="ArgumentException">An input is not known in this graph.</exception>
    public IReadOnlyList<string> AddNode(
        string operation, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, IReadOnlyList<AttributeProto>? attributes, string domain = "")
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        foreach (var input in inputs)
        {
            if (input.Length > 0 && !names.Contains(input))
                throw new ArgumentException($"Node {operation} reads '{input}', which nothing before it provides.", nameof(inputs));
        }

        var node = new NodeProto { OpType = operation, Domain = domain };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs.Select(wanted => wanted.Length == 0 ? "" : Unique(wanted)));
        node.Name = "node_" + (graph.Node.Count + 1);
        if (attributes is not null) node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
        return node.Output;
    }

    /// <summary>Declares an output of the model. When <paramref name="value"/> has another name, an Identity node renames it.</summary>
    /// <param name="name">Name by which clients receive it.</param>
    /// <param name="value">Name of the value in the graph.</param>
    /// <param name="element">Element type.</param>
    /// <param name="shape">Dimensions; -1 is the batch dimension.</param>
    /// <exception cref="ArgumentException">The value is not known, or the name is taken by another value.</exception>
    public void AddOutput(string name, string value, OnnxElement element, params ReadOnlySpan<long> shape)
    {
        if (name != value)
        {
            if (names.Contains(name)) throw new ArgumentException($"The output name '{name}' is already used in the graph.", nameof(name));
            AddNode("Identity", [value], output: name);
        }
        else if (!names.Contains(name))
        {
            throw new ArgumentException($"The output '{name}' is produced by nothing in the graph.", nameof(value));
        }

        graph.Output.Add(Describe(name, element, shape));
    }

    /// <summary>Sets a metadata property of the model; properties are written in the order of their keys.</summary>
    public void SetMetadata(string key, string value) => metadata[key] = value;

    /// <summary>Serialises the model.</summary>
    /// <returns>The bytes of an <c>.onnx</c> file.</returns>
    /// <exception cref="InvalidOperationException">The graph has no output.</exception>
    public byte[] Build()
    {
        if (graph.Output.Count == 0) throw new InvalidOperationException("The ONNX graph has no output.");

        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "slipway", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxOpset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearningDomain, Version = MachineLearningOpset });
        if (graph.Node.Any(node => node.Domain == RuntimeDomain)) model.OpsetImport.Add(new OperatorSetIdProto { Domain = RuntimeDomain, Version = 1 });
        model.MetadataProps.AddRange(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model.ToByteArray();
    }

    private static ValueInfoProto Describe(string name, OnnxElement element, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
        {
            dimensions.Dim.Add(size < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
                : new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)element, Shape = dimensions } },
        };
    }

    private void Claim(string name, string role)
    {
        if (string.IsNullOrEmpty(name)) throw new ArgumentException($"An {role} of an ONNX graph needs a name.", nameof(name));
        if (!names.Add(name)) throw new ArgumentException($"The name '{name}' of this {role} is already used in the ONNX graph.", nameof(name));
    }

    private string Unique(string wanted)
    {
        if (names.Add(wanted)) return wanted;
        for (var suffix = nextSuffix.GetValueOrDefault(wanted, 2); ; suffix++)
        {
            var candidate = $"{wanted}_{suffix}";
            if (!names.Add(candidate)) continue;
            nextSuffix[wanted] = suffix + 1;
            return candidate;
        }
    }
}
