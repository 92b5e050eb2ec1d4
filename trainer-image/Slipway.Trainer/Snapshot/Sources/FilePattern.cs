using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>Patterns of file names: <c>*</c> and <c>?</c> within one folder name, <c>**</c> across folders.</summary>
internal sealed class FilePattern
{
    private static readonly char[] Wildcards = ['*', '?'];

    private readonly Regex regex;

    private FilePattern(string root, Regex regex)
    {
        Root = root;
        this.regex = regex;
    }

    /// <summary>The longest folder before the first wildcard: where listing starts.</summary>
    public string Root { get; }

    public static bool IsPattern(string key) => key.IndexOfAny(Wildcards) >= 0;

    public static FilePattern Parse(string key)
    {
        var slash = key.LastIndexOf('/', key.IndexOfAny(Wildcards));
        return new FilePattern(slash <= 0 ? key[..(slash + 1)] : key[..slash], Translate(key));
    }

    public bool Matches(string key) => regex.IsMatch(key);

    private static Regex Translate(string key)
    {
        var text = new StringBuilder("^");
        for (var index = 0; index < key.Length; index++)
        {
            var acrossFolders = key[index] == '*' && index + 1 < key.Length && key[index + 1] == '*';
            if (acrossFolders)
            {
                index++;
                // "a/**/b" also means "a/b".
                if (index + 1 < key.Length && key[index + 1] == '/')
                {
                    index++;
                    text.Append("(.*/)?");
                }
                else
                {
                    text.Append(".*");
                }
            }
            else
            {
                text.Append(key[index] switch { '*' => "[^/]*", '?' => "[^/]", var letter => Regex.Escape(letter.ToString()) });
            }
        }

        return new Regex(text.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
