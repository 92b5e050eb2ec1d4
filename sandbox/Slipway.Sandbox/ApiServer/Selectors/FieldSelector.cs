using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Selectors;

/// <summary>A field selector, <c>metadata.name=x,status.phase!=Running</c>, over the fields that the resource lets select.</summary>
internal sealed class FieldSelector
{
    public static readonly FieldSelector Everything = new([]);
    private readonly List<Term> _terms;

    private FieldSelector(List<Term> terms) => _terms = terms;

    public bool IsEverything => _terms.Count == 0;

    /// <summary>The value that metadata.name must have, if the selector says so.</summary>
    public string? Name => _terms.Find(t => t is { Field: "metadata.name", Negated: false })?.Value;

    public static FieldSelector Parse(string text, ResourceInfo resource)
    {
        var terms = new List<Term>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            }

            var negated = part[at - 1] == '!';
            var field = part[..(negated ? at - 1 : at)].Trim();
            var value = part[(part.AsSpan(at).StartsWith("==") ? at + 2 : at + 1)..].Trim();
            if (field is not ("metadata.name" or "metadata.namespace") && !resource.SelectableFields.Contains(field))
            {
                throw ApiErrors.BadRequest($"field label not supported: {field}");
            }

            terms.Add(new Term(field, field.Split('.'), negated, value));
        }

        return new FieldSelector(terms);
    }

    public bool Matches(JsonObject obj) => _terms.TrueForAll(t => (Value(obj, t) == t.Value) != t.Negated);

    private static string Value(JsonObject obj, Term term) => obj.At(term.Path) is { } value ? JsonTree.Display(value) : "";

    private sealed record Term(string Field, string[] Path, bool Negated, string Value);
}
