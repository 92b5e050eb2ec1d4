using System.Globalization;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Probes;

/// <summary>What a probe or a hook acts on.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container's spec.</param>
/// <param name="PodIP">Address of its pod.</param>
/// <param name="Execute">Runs a command with the container's environment and answers exit code and output.</param>
internal sealed record ProbeTarget(
    Pod Pod, Container Container, string PodIP, Func<IReadOnlyList<string>, CancellationToken, Task<(int Code, string Output)>> Execute)
{
    /// <summary>The number of a port that is given by number or by name.</summary>
    /// <exception cref="Configuration.ConfigurationException">The container has no port of the name.</exception>
    public int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Container.Ports?.FirstOrDefault(port => port.Name == text)?.Number
              ?? throw new Configuration.ConfigurationException($"container \"{Container.Name}\" has no port named \"{text}\"");
}
