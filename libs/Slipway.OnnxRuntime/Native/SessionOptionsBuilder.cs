namespace Slipway.OnnxRuntime.Native;

/// <summary>Turns <see cref="OrtSessionOptions"/> into the engine's own object.</summary>
internal static unsafe class SessionOptionsBuilder
{
    private const int ParallelExecution = 1;

    private const int LogError = 3;

    public static SessionOptionsHandle Build(OrtSessionOptions options)
    {
        nint created;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint*, nint>)OrtApi.Function(OrtFunction.CreateSessionOptions))(&created));
        var handle = new SessionOptionsHandle(created);
        try
        {
            Set(created, OrtFunction.SetIntraOpNumThreads, options.IntraOpThreads);
            Set(created, OrtFunction.SetInterOpNumThreads, options.InterOpThreads);
            if (options.InterOpThreads > 1) Set(created, OrtFunction.SetSessionExecutionMode, ParallelExecution);
            Set(created, OrtFunction.SetSessionGraphOptimizationLevel, (int)options.GraphOptimization);
            // Warnings of the optimiser speak of the graph's inner nodes; what a caller must know comes back as an error.
            Set(created, OrtFunction.SetSessionLogSeverityLevel, LogError);
            if (!options.MemoryArena) Set(created, OrtFunction.DisableCpuMemArena);
            if (!options.MemoryPattern) Set(created, OrtFunction.DisableMemPattern);
            var spinning = options.AllowSpinning ? "1\0"u8 : "0\0"u8;
            Configure(created, "session.intra_op.allow_spinning\0"u8, spinning);
            Configure(created, "session.inter_op.allow_spinning\0"u8, spinning);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Set(nint options, OrtFunction function) =>
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint>)OrtApi.Function(function))(options));

    private static void Set(nint options, OrtFunction function, int value) =>
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)OrtApi.Function(function))(options, value));

    private static void Configure(nint options, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* name = key)
        fixed (byte* text = value)
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)OrtApi.Function(OrtFunction.AddSessionConfigEntry))(options, name, text));
    }
}
