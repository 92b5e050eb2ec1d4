namespace Slipway.OnnxRuntime;

/// <summary>How far the engine rewrites a graph when it is loaded; the numbers are the engine's own.</summary>
public enum OrtGraphOptimization
{
    /// <summary>As written.</summary>
    None = 0,

    /// <summary>Rewrites that keep the meaning on every device: constant folding, removal of dead nodes.</summary>
    Basic = 1,

    /// <summary>Basic, and fusions of operators.</summary>
    Extended = 2,

    /// <summary>Everything, memory layout included.</summary>
    All = 99,
}
