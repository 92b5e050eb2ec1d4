using System.Text.Json.Nodes;
using Slipway.Api.Crds;
using Slipway.Testing;
using YamlDotNet.RepresentationModel;

namespace Slipway.Api.Tests.Crds;

public sealed class CrdFileTests
{
    [Fact]
    public void Files_in_crds_are_what_the_types_give()
    {
        foreach (var definition in CustomResourceDefinitions.All())
        {
            var path = Repository.PathOf("crds", CustomResourceDefinitions.FileName(definition));
            File.Exists(path).ShouldBeTrue($"{path} is missing: run `make crds`");
            File.ReadAllText(path).ShouldBe(CustomResourceDefinitions.Yaml(definition), $"{path} is stale: run `make crds`");
        }

        Directory.GetFiles(Repository.PathOf("crds"), "*.slipway.dev.yaml").Length.ShouldBe(5);
    }

    [Fact]
    public void Another_parser_reads_the_same_tree_from_the_yaml()
    {
        foreach (var definition in CustomResourceDefinitions.All())
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(CustomResourceDefinitions.Yaml(definition)));
            Same(stream.Documents.Single().RootNode, definition, (string)definition["metadata"]!["name"]!);
        }
    }

    private static void Same(YamlNode yaml, JsonNode? json, string at)
    {
        switch (json)
        {
            case JsonObject members:
                var mapping = yaml.ShouldBeOfType<YamlMappingNode>(at);
                mapping.Children.Keys.Select(key => ((YamlScalarNode)key).Value).ShouldBe(members.Select(member => member.Key), at);
                foreach (var (name, value) in members) Same(mapping[name], value, $"{at}.{name}");
                break;
            case JsonArray items:
                var sequence = yaml.ShouldBeOfType<YamlSequenceNode>(at);
                sequence.Children.Count.ShouldBe(items.Count, at);
                for (var i = 0; i < items.Count; i++) Same(sequence[i], items[i], $"{at}[{i}]");
                break;
            default:
                ((YamlScalarNode)yaml).Value.ShouldBe(json is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : json!.ToJsonString(), at);
                break;
        }
    }
}
