using System.Text.RegularExpressions;
using Slipway.Kubernetes.Resources;
using Slipway.Testing;
using YamlDotNet.RepresentationModel;

namespace Slipway.Api.Tests.Packaging;

/// <summary>The chart grants what the operator's code does, and nothing else.</summary>
public sealed partial class RightsTests
{
    [Fact]
    public void The_rules_are_the_rights_that_the_code_uses()
    {
        var used = UsedByCode();
        used.Count.ShouldBeGreaterThan(8);
        Granted().ShouldBe(used);
    }

    [Fact]
    public void No_rule_has_a_wildcard()
    {
        foreach (var file in new[] { "rules.yaml", "leader-rules.yaml" }) ChartFiles.Read("rbac", file).ShouldNotContain("*");
    }

    private static List<string> Granted() => [.. ((YamlSequenceNode)ChartFiles.Yaml("rbac", "rules.yaml"))
        .SelectMany(rule =>
            from resource in Texts(rule, "resources")
            from verb in Texts(rule, "verbs")
            select $"{Texts(rule, "apiGroups").Single()}/{resource} {verb}")
        .Order(StringComparer.Ordinal)];

    private static List<string> UsedByCode()
    {
        var code = string.Join('\n', Directory.GetFiles(Repository.PathOf("operator", "Slipway.Operator"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var kinds = typeof(SlipwayKinds).GetProperties().Select(property => property.Name).ToHashSet();
        var rights = new SortedSet<string>(StringComparer.Ordinal);

        void Need(string list, string member, params string[] verbs)
        {
            var type = (list == "BuiltIn" ? typeof(BuiltIn) : typeof(SlipwayKinds)).GetProperty(member)!.GetValue(null)!;
            var group = (string)type.GetType().GetProperty("Group")!.GetValue(type)!;
            var plural = (string)type.GetType().GetProperty("Plural")!.GetValue(type)!;
            foreach (var verb in verbs) rights.Add($"{group}/{plural} {verb}");
        }

        foreach (Match informer in InformerPattern().Matches(code)) Need(informer.Groups[1].Value, informer.Groups[2].Value, "list", "watch");
        foreach (Match once in OncePattern().Matches(code)) Need(once.Groups[1].Value, once.Groups[2].Value, "get", "create");
        foreach (Match kept in KeptPattern().Matches(code)) Need(kept.Groups[1].Value, kept.Groups[2].Value, "create", "patch");
        foreach (Match removal in RemovalPattern().Matches(code)) Need(removal.Groups[1].Value, removal.Groups[2].Value, "delete");
        Need("BuiltIn", nameof(BuiltIn.Events), "create", "patch");

        // Each kind's controller writes its status; those that make children are named as their owners.
        foreach (var kind in kinds) rights.Add($"slipway.dev/{kind.ToLowerInvariant()}s/status patch");
        foreach (var owner in new[] { "datasets", "trainingjobs", "rollouts" }) rights.Add($"slipway.dev/{owner}/finalizers update");
        return [.. rights];
    }

    private static IEnumerable<string> Texts(YamlNode rule, string name) => ((YamlSequenceNode)rule[name]).Select(item => ((YamlScalarNode)item).Value!);

    [GeneratedRegex(@" = Of\((BuiltIn|SlipwayKinds)\.(\w+)")]
    private static partial Regex InformerPattern();

    [GeneratedRegex(@"Child\.Once\([\w.]*?(BuiltIn|SlipwayKinds)\.(\w+)")]
    private static partial Regex OncePattern();

    [GeneratedRegex(@"Child\.Kept\([\w.]*?(BuiltIn|SlipwayKinds)\.(\w+)")]
    private static partial Regex KeptPattern();

    [GeneratedRegex(@"Removal\.Of\([\w.]*?(BuiltIn|SlipwayKinds)\.(\w+)")]
    private static partial Regex RemovalPattern();
}
