using System.Globalization;
using System.Text;

namespace Slipway.Sandbox.Node.Logs;

/// <summary>One line (or part of one) of a log file.</summary>
/// <param name="Timestamp">Time as it stands in the file.</param>
/// <param name="Text">The text, with its line end if the line is whole.</param>
internal readonly record struct LogLine(string Timestamp, ReadOnlyMemory<byte> Text)
{
    public DateTimeOffset Time => DateTimeOffset.Parse(Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Reads a line without its line end.</summary>
    /// <exception cref="FormatException">It is no line of a container's log.</exception>
    public static LogLine Parse(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        var first = span.IndexOf((byte)' ');
        var second = first < 0 ? -1 : first + 1 + span[(first + 1)..].IndexOf((byte)' ');
        if (second <= first || span.Length < second + 3)
            throw new FormatException($"not a line of a container's log: '{Encoding.UTF8.GetString(span)}'");
        byte[] text = span[second + 1] == (byte)'F' ? [.. span[(second + 3)..], (byte)'\n'] : span[(second + 3)..].ToArray();
        return new LogLine(Encoding.ASCII.GetString(span[..first]), text);
    }
}
