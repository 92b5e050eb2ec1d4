using System.Globalization;
using System.Text;

namespace Slipway.Kubernetes.Client;

/// <summary>Appends query parameters that are set.</summary>
internal sealed class QueryBuilder(string path)
{
    private readonly StringBuilder text = new(path);
    private char separator = '?';

    public QueryBuilder Add(string name, string? value)
    {
        if (value is null) return this;
        text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        separator = '&';
        return this;
    }

    public QueryBuilder Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
