namespace Slipway.OnnxRuntime;

/// <summary>How a model is loaded and run. The defaults suit a server that answers many small requests at once.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>Threads that share the work inside one operator; 0 = one per physical core. Default 1: the calls themselves run in parallel.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Threads that run independent operators side by side; above 1 the graph runs in parallel mode. Default 1.</summary>
    public int InterOpThreads { get; init; } = 1;

    /// <summary>How far the graph is rewritten when it is loaded. Default <see cref="OrtGraphOptimization.All"/>.</summary>
    public OrtGraphOptimization GraphOptimization { get; init; } = OrtGraphOptimization.All;

    /// <summary>Keeps freed memory for the next run: faster, at the price of a larger resident set. Default true.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Plans allocations from earlier runs of equal shape. Default true.</summary>
    public bool MemoryPattern { get; init; } = true;

    /// <summary>Lets idle worker threads spin for work; costs a core, so the default is false.</summary>
    public bool AllowSpinning { get; init; }
}
