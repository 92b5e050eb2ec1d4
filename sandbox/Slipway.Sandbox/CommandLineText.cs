using System.Text;

namespace Slipway.Sandbox;

/// <summary>Takes the values of flags apart.</summary>
internal static class CommandLineText
{
    /// <summary>Words of a command, parted by spaces; single or double quotes keep spaces within a word.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, inWord) = ('\0', false);
        foreach (var letter in text)
        {
            if (quote != '\0' ? letter == quote : letter is '\'' or '"')
            {
                quote = quote == '\0' ? letter : '\0';
                inWord = true;
            }
            else if (letter == ' ' && quote == '\0')
            {
                if (inWord) words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else
            {
                word.Append(letter);
                inWord = true;
            }
        }

        if (inWord) words.Add(word.ToString());
        return words;
    }

    /// <summary>Entries <c>name=value</c>, the later of two equal names wins.</summary>
    /// <exception cref="FormatException">An entry has no name or no <c>=</c>.</exception>
    public static IReadOnlyDictionary<string, string> Pairs(string flag, IEnumerable<string> entries)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new FormatException($"{flag} \"{entry}\" must have the form name=value");
            pairs[entry[..equals]] = entry[(equals + 1)..];
        }

        return pairs;
    }
}
