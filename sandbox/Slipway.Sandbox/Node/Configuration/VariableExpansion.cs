using System.Text;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Expands <c>$(NAME)</c> in commands, arguments and values as Kubernetes does.</summary>
internal static class VariableExpansion
{
    /// <summary>Replaces references; one to an unknown name stays as it is, <c>$$</c> is an escaped <c>$</c>.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal)) return text;
        var result = new StringBuilder();
        for (var position = 0; position < text.Length; position++)
        {
            if (text[position] != '$' || position + 1 == text.Length)
            {
                result.Append(text[position]);
                continue;
            }

            var end = text[position + 1] == '(' ? text.IndexOf(')', position) : -1;
            if (text[position + 1] == '$')
            {
                result.Append('$');
                position++;
            }
            else if (end > 0 && variables.TryGetValue(text[(position + 2)..end], out var value))
            {
                result.Append(value);
                position = end;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.ToString();
    }
}
