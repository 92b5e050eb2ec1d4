using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>The types of the built-in kinds, read from the text files beside this one.</summary>
internal static class BuiltInSchemas
{
    private static readonly SchemaText Types = new(Lines("core.schema").Concat(Lines("groups.schema")));

    public static readonly Schema ObjectMeta = Types["ObjectMeta"];

    /// <summary>The schema of a kind, with the members that every object has: one of its own for each call, as servers of one process start at the same time.</summary>
    public static Schema Kind(string typeName)
    {
        var type = Types[typeName];
        var kind = new Schema { Type = type.Type, TypeName = type.TypeName, MapIsAtomic = type.MapIsAtomic };
        foreach (var (name, member) in type.Properties)
        {
            kind.Properties[name] = member;
        }

        kind.Required.UnionWith(type.Required);
        kind.Properties.TryAdd("apiVersion", new Schema { Type = "string" });
        kind.Properties.TryAdd("kind", new Schema { Type = "string" });
        return kind;
    }

    private static string[] Lines(string file)
    {
        var name = $"Slipway.Sandbox.ApiServer.BuiltIns.{file}";
        using var stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }
}
