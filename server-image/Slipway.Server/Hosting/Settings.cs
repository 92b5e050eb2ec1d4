using System.Globalization;
using System.Net;
using Slipway.Contracts;

namespace Slipway.Server.Hosting;

/// <summary>
/// Settings of a command: <c>--name value</c> or <c>--name=value</c> on the command line, else the environment variable
/// <c>SLIPWAY_NAME</c>. What is read is remembered, so that a flag nobody knows is refused.
/// </summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> flags = new(StringComparer.Ordinal);
    private readonly SortedSet<string> known = new(StringComparer.Ordinal);
    private readonly Func<string, string?> environment;

    public Settings(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        this.environment = environment;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal)) throw new SettingsException($"\"{argument}\" is no flag; flags are written --name value");
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            if (equals < 0 && i + 1 == arguments.Count) throw new SettingsException($"--{name} needs a value");
            flags[name] = equals < 0 ? arguments[++i] : argument[(equals + 1)..];
        }
    }

    public string Required(string name) =>
        Optional(name) ?? throw new SettingsException($"--{name} is missing; give the flag or the environment variable {Variable(name)}");

    public string? Optional(string name)
    {
        known.Add(name);
        var value = flags.TryGetValue(name, out var given) ? given : environment(Variable(name));
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Optional(name) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SettingsException($"--{name} is \"{text}\"; it must be a whole number from {least} to {most}");
    }

    public TimeSpan Span(string name, TimeSpan otherwise)
    {
        if (Optional(name) is not { } text) return otherwise;
        return Duration.TryParse(text, out var duration)
            ? duration.Value
            : throw new SettingsException($"--{name} is \"{text}\"; it must be a duration such as 500ms, 30s or 5m");
    }

    /// <summary>The address to listen on: the pod's own where SLIPWAY_POD_IP says it, so that pods of one machine do not meet.</summary>
    public IPAddress Address(string name)
    {
        var text = Optional(name) ?? environment("SLIPWAY_POD_IP");
        if (string.IsNullOrEmpty(text)) return IPAddress.Any;
        return IPAddress.TryParse(text, out var address) ? address : throw new SettingsException($"--{name} is \"{text}\"; it must be an IP address");
    }

    /// <summary>Refuses what was given on the command line and never asked for.</summary>
    public void RefuseUnknown()
    {
        var unknown = flags.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new SettingsException($"unknown flag --{unknown[0]}; known flags are {string.Join(", ", known.Select(name => "--" + name))}");
    }

    private static string Variable(string name) => "SLIPWAY_" + name.ToUpperInvariant().Replace('-', '_');
}
