using System.Runtime.InteropServices;
using Slipway.OnnxRuntime.Native;

namespace Slipway.OnnxRuntime;

/// <summary>A loaded model.</summary>
/// <remarks>
/// <para>Guarantees: <see cref="Run(ReadOnlySpan{OrtTensor}, ReadOnlySpan{int})"/> may be called from many threads at once; a session that is
/// disposed while a run is under way is released when that run ends.</para>
/// </remarks>
public sealed unsafe class OrtSession : IDisposable
{
    private readonly SessionHandle handle;
    private readonly byte[][] inputNames;
    private readonly byte[][] outputNames;
    private readonly Dictionary<string, int> inputIndex;
    private readonly Dictionary<string, int> outputIndex;
    private readonly int[] allOutputs;

    private OrtSession(SessionHandle handle)
    {
        this.handle = handle;
        var session = handle.DangerousGetHandle();
        Inputs = ReadAll(session, OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        Outputs = ReadAll(session, OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
        Metadata = OrtMetadataReader.Read(session);
        Producer = OrtMetadataReader.ReadProducer(session);
        inputNames = Pinned(Inputs);
        outputNames = Pinned(Outputs);
        inputIndex = Index(Inputs);
        outputIndex = Index(Outputs);
        allOutputs = [.. Enumerable.Range(0, Outputs.Count)];
    }

    /// <summary>The model's inputs in the graph's order.</summary>
    public IReadOnlyList<OrtTensorInfo> Inputs { get; }

    /// <summary>The model's outputs in the graph's order.</summary>
    public IReadOnlyList<OrtTensorInfo> Outputs { get; }

    /// <summary>The custom metadata map of the model file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tool that wrote the model.</summary>
    public string Producer { get; }

    /// <summary>Loads a model from a file.</summary>
    /// <param name="path">Path of the ONNX file.</param>
    /// <param name="options">How to load and run it; null for the defaults.</param>
    /// <exception cref="OrtException">There is no such file, or it is no valid model for this engine.</exception>
    public static OrtSession Load(string path, OrtSessionOptions? options = null)
    {
        using var settings = SessionOptionsBuilder.Build(options ?? new OrtSessionOptions());
        nint session;
        fixed (byte* file = OrtApi.ZeroTerminated(path))
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)OrtApi.Function(OrtFunction.CreateSession))(
                OrtApi.Environment, file, settings.DangerousGetHandle(), &session));
        return Own(session);
    }

    /// <summary>Loads a model from memory; the bytes are not needed after the call.</summary>
    /// <param name="model">Content of the ONNX file.</param>
    /// <param name="options">How to load and run it; null for the defaults.</param>
    /// <exception cref="OrtException">The bytes are no valid model for this engine.</exception>
    public static OrtSession Load(ReadOnlySpan<byte> model, OrtSessionOptions? options = null)
    {
        using var settings = SessionOptionsBuilder.Build(options ?? new OrtSessionOptions());
        nint session;
        fixed (byte* bytes = model)
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)OrtApi.Function(OrtFunction.CreateSessionFromArray))(
                OrtApi.Environment, bytes, (nuint)model.Length, settings.DangerousGetHandle(), &session));
        return Own(session);
    }

    /// <summary>Runs the model on tensors that are given by name.</summary>
    /// <param name="inputs">A tensor for every input.</param>
    /// <param name="outputs">Names of the wanted outputs, or null for all in the graph's order.</param>
    /// <returns>The outputs in the order asked for; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">An input or output is unknown, or an input is missing.</exception>
    /// <exception cref="OrtException">The engine refused a tensor's type or shape, or an operator failed.</exception>
    public OrtTensor[] Run(IReadOnlyDictionary<string, OrtTensor> inputs, IReadOnlyList<string>? outputs = null)
    {
        var ordered = new OrtTensor[Inputs.Count];
        foreach (var (name, tensor) in inputs)
        {
            if (!inputIndex.TryGetValue(name, out var index)) throw new ArgumentException(Unknown("input", name, Inputs), nameof(inputs));
            ordered[index] = tensor;
        }

        for (var i = 0; i < ordered.Length; i++)
            if (ordered[i] is null) throw new ArgumentException($"input \"{Inputs[i].Name}\" is missing", nameof(inputs));

        if (outputs is null) return Run(ordered, allOutputs);
        var wanted = new int[outputs.Count];
        for (var i = 0; i < wanted.Length; i++)
            wanted[i] = outputIndex.TryGetValue(outputs[i], out var index)
                ? index
                : throw new ArgumentException(Unknown("output", outputs[i], Outputs), nameof(outputs));
        return Run(ordered, wanted);
    }

    /// <summary>Runs the model on tensors in the order of <see cref="Inputs"/>: the call for hot paths.</summary>
    /// <param name="inputs">One tensor per input.</param>
    /// <param name="outputs">Positions in <see cref="Outputs"/> that are wanted; empty for all.</param>
    /// <returns>The outputs in the order asked for; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The number of tensors is not that of the inputs.</exception>
    /// <exception cref="OrtException">The engine refused a tensor's type or shape, or an operator failed.</exception>
    public OrtTensor[] Run(ReadOnlySpan<OrtTensor> inputs, ReadOnlySpan<int> outputs = default)
    {
        if (inputs.Length != Inputs.Count) throw new ArgumentException($"the model has {Inputs.Count} inputs, {inputs.Length} tensors were given", nameof(inputs));
        if (outputs.IsEmpty) outputs = allOutputs;
        byte** names = stackalloc byte*[inputs.Length];
        byte** wanted = stackalloc byte*[outputs.Length];
        nint* values = stackalloc nint[inputs.Length];
        nint* results = stackalloc nint[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            wanted[i] = Address(outputNames[outputs[i]]);
            results[i] = 0;
        }

        var held = 0;
        var sessionHeld = false;
        try
        {
            handle.DangerousAddRef(ref sessionHeld);
            for (; held < inputs.Length; held++)
            {
                var added = false;
                inputs[held].Handle.DangerousAddRef(ref added);
                names[held] = Address(inputNames[held]);
                values[held] = inputs[held].Handle.DangerousGetHandle();
            }

            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)OrtApi.Function(OrtFunction.Run))(
                handle.DangerousGetHandle(), 0, names, values, (nuint)inputs.Length, wanted, (nuint)outputs.Length, results));
        }
        finally
        {
            for (var i = 0; i < held; i++) inputs[i].Handle.DangerousRelease();
            if (sessionHeld) handle.DangerousRelease();
        }

        var tensors = new OrtTensor[outputs.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = OrtTensor.Take(new ValueHandle(results[i]));
        return tensors;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static OrtSession Own(nint session)
    {
        var handle = new SessionHandle(session);
        try
        {
            return new OrtSession(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static OrtTensorInfo[] ReadAll(nint session, OrtFunction getCount, OrtFunction getName, OrtFunction getTypeInfo)
    {
        nuint count;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)OrtApi.Function(getCount))(session, &count));
        var tensors = new OrtTensorInfo[count];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = OrtTypeReader.ReadNamed(session, i, getName, getTypeInfo);
        return tensors;
    }

    /// <summary>Names that stay where they are, so that a run can point at them without pinning anything.</summary>
    private static byte[][] Pinned(IReadOnlyList<OrtTensorInfo> tensors) =>
        [.. tensors.Select(tensor =>
        {
            var name = OrtApi.ZeroTerminated(tensor.Name);
            var pinned = GC.AllocateUninitializedArray<byte>(name.Length, pinned: true);
            name.CopyTo(pinned, 0);
            return pinned;
        })];

    private static byte* Address(byte[] pinned) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    private static Dictionary<string, int> Index(IReadOnlyList<OrtTensorInfo> tensors) =>
        tensors.Select((tensor, i) => (tensor.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);

    private static string Unknown(string what, string name, IReadOnlyList<OrtTensorInfo> known) =>
        $"the model has no {what} \"{name}\"; it has {string.Join(", ", known.Select(tensor => $"\"{tensor.Name}\""))}";
}
