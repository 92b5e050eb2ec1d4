using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>Reads the compact text in which the built-in types are written (BuiltIns/*.schema).</summary>
internal sealed class SchemaText
{
    private readonly Dictionary<string, Schema> _types = new(StringComparer.Ordinal);

    public SchemaText(IEnumerable<string> lines)
    {
        Schema? current = null;
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] != ' ')
            {
                var words = line.Split(' ');
                current = Type(words[0]);
                current.MapIsAtomic = words.Contains("atomic");
            }
            else
            {
                AddField(current!, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    /// <summary>The type of that name; every one that is referred to must have been defined.</summary>
    public Schema this[string name] => _types[name].Properties.Count > 0 ? _types[name] : throw new InvalidOperationException($"the built-in type {name} is used but not defined");

    private void AddField(Schema owner, string[] words)
    {
        var name = words[0].TrimEnd('!');
        var schema = TypeOf(words[1]);
        if (words.Length > 2 && schema.TypeName is not null)
        {
            schema = Variant(schema);
        }

        foreach (var option in words.Skip(2))
        {
            Apply(option, schema);
        }

        owner.Properties[name] = schema;
        if (words[0].EndsWith('!'))
        {
            owner.Required.Add(name);
        }
    }

    /// <summary>A use of a shared type that differs in its default; the members are looked up late, as they may not have been read yet.</summary>
    private static Schema Variant(Schema type) => new() { Type = "object", TypeName = type.TypeName, SharedWith = type };

    private static void Apply(string option, Schema schema)
    {
        var at = option.IndexOf(':', StringComparison.Ordinal);
        if (option[0] == '=')
        {
            schema.HasDefault = true;
            schema.Default = JsonTree.Parse(option[1..]);
            return;
        }

        var value = at < 0 ? "" : option[(at + 1)..];
        switch (at < 0 ? option : option[..at])
        {
            case "key":
                schema.ListType = "map";
                schema.ListMapKeys = value.Split(',');
                schema.PatchMergeKey = schema.ListMapKeys[0];
                break;
            case "set":
                schema.ListType = "set";
                break;
            case "merge":
                schema.PatchMergeKey = "";
                break;
            case "atomic":
                schema.MapIsAtomic = true;
                break;
            case "nullable":
                schema.Nullable = true;
                break;
            case "enum":
                schema.Enum = new JsonArray([.. value.Split(',').Select(v => (JsonNode?)JsonValue.Create(v))]);
                break;
            case "min":
                schema.Minimum = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "max":
                schema.Maximum = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            default:
                throw new InvalidOperationException($"unknown option '{option}' in a built-in schema");
        }
    }

    private Schema TypeOf(string text)
    {
        if (text.StartsWith("[]", StringComparison.Ordinal))
        {
            return new Schema { Type = "array", Items = TypeOf(text[2..]) };
        }

        if (text.StartsWith("map[", StringComparison.Ordinal))
        {
            return new Schema { Type = "object", AdditionalProperties = TypeOf(text[4..^1]) };
        }

        return text switch
        {
            "string" => new Schema { Type = "string" },
            "bytes" => new Schema { Type = "string", Format = "byte" },
            "time" => new Schema { Type = "string", Format = "date-time" },
            "microtime" => new Schema { Type = "string", Format = "micro-time" },
            "bool" => new Schema { Type = "boolean" },
            "int32" or "int64" => new Schema { Type = "integer", Format = text },
            "intstr" => new Schema { IntOrString = true },
            "quantity" => new Schema { Type = "string", Quantity = true },
            "any" => new Schema { PreserveUnknown = true },
            _ => Type(text),
        };
    }

    private Schema Type(string name)
    {
        if (!_types.TryGetValue(name, out var type))
        {
            _types[name] = type = new Schema { Type = "object", TypeName = name };
        }

        return type;
    }
}
