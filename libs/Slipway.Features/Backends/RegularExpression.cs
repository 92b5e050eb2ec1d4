using System.Text;

namespace Slipway.Features.Backends;

internal static class RegularExpression
{
    /// <summary>A pattern in RE2 syntax that matches exactly the text.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length * 2);
        foreach (var c in text)
        {
            if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c != '_' && !char.IsControl(c)) quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.ToString();
    }
}
