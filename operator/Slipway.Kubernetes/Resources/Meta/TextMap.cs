using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Kubernetes.Resources;

/// <summary>Labels or annotations as they were read. A few pairs in one array take less than half the memory of a hash table, and are found as quickly.</summary>
internal sealed class TextMap : IReadOnlyDictionary<string, string>
{
    private readonly KeyValuePair<string, string>[] pairs;

    /// <param name="pairs">Pairs in the order of the answer; of two with one key the later one counts, as everywhere in JSON.</param>
    public TextMap(IReadOnlyList<KeyValuePair<string, string>> pairs) => this.pairs = [.. pairs.Reverse().DistinctBy(pair => pair.Key).Reverse()];

    public int Count => pairs.Length;

    public IEnumerable<string> Keys => pairs.Select(pair => pair.Key);

    public IEnumerable<string> Values => pairs.Select(pair => pair.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no '{key}'");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        foreach (var pair in pairs)
        {
            if (!string.Equals(pair.Key, key, StringComparison.Ordinal)) continue;
            value = pair.Value;
            return true;
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
