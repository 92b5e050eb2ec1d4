namespace Slipway.Cli.Lineage;

/// <summary>One thing in a chain from served model to raw source, with what it came from or what came from it.</summary>
/// <param name="Text">The thing: kind and name, and the digest that pins it.</param>
/// <param name="Next">The next links of the chain.</param>
internal sealed record LineageNode(string Text, IReadOnlyList<LineageNode> Next)
{
    public LineageNode(string text, params LineageNode[] next)
        : this(text, (IReadOnlyList<LineageNode>)next)
    {
    }
}
