namespace Slipway.Sandbox.Node.Images;

/// <summary>The program that stands for an image on this machine.</summary>
/// <param name="Name">Name of the image without tag or digest.</param>
/// <param name="Entrypoint">Program and first arguments.</param>
internal sealed record ImageCommand(string Name, IReadOnlyList<string> Entrypoint)
{
    /// <summary>What to run for a container, by the rules for ENTRYPOINT: <c>command</c> replaces it, <c>args</c> follow it.</summary>
    /// <remarks>A <c>command</c> that begins with the image's own program by name (<c>trainer</c> of <c>slipway/trainer</c>) means the entrypoint.</remarks>
    public IReadOnlyList<string> CommandLine(IReadOnlyList<string>? command, IReadOnlyList<string>? args)
    {
        if (command is not { Count: > 0 }) return [.. Entrypoint, .. args ?? []];
        var program = command[0][(command[0].LastIndexOf('/') + 1)..];
        return program == Name[(Name.LastIndexOf('/') + 1)..] ? [.. Entrypoint, .. command.Skip(1), .. args ?? []] : [.. command, .. args ?? []];
    }
}
