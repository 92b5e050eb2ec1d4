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
        foreach (var file in new[] { "rules.yaml", "node-rules.yaml", "leader-rules.yaml", "webhook-rules.yaml", "webhook-cluster-rules.yaml" }) ChartFiles.Read("rbac", file).ShouldNotContain("*");
    }

    [Fact]
    public void What_belongs_to_no_namespace_is_only_read() => Granted("node-rules.yaml").ShouldBe(["/nodes list", "/nodes watch"]);

    [Fact]
    public void The_webhook_has_the_rights_that_its_certificates_need_and_only_on_its_own_objects()
    {
        var code = File.ReadAllText(Repository.PathOf("operator", "Slipway.Operator", "Webhooks", "WebhookCertificates.cs"));
        var used = CallPattern().Matches(code)
            .Select(call => (Verb: call.Groups[1].Value == "Apply" ? "patch" : call.Groups[1].Value.ToLowerInvariant(), Kind: call.Groups[2].Value))
            .Select(call => call.Kind == "BuiltIn.Secrets" ? $"/secrets {call.Verb}" : $"admissionregistration.k8s.io/validatingwebhookconfigurations {call.Verb}")
            .Distinct().Order(StringComparer.Ordinal).ToList();
        used.Count.ShouldBe(5);
        // The same server takes the progress of runs.
        File.ReadAllText(Repository.PathOf("operator", "Slipway.Operator", "TrainingJobs", "Progress", "TokenReview.cs")).ShouldContain("client.CreateAsync(TokenReviews,");
        used = [.. used.Append("authentication.k8s.io/tokenreviews create").Order(StringComparer.Ordinal)];
        Granted("webhook-rules.yaml").Concat(Granted("webhook-cluster-rules.yaml")).Order(StringComparer.Ordinal).ShouldBe(used);

        // Whoever may read Secrets of any name can read everything; only creating cannot be limited to one.
        foreach (var rule in new[] { "webhook-rules.yaml", "webhook-cluster-rules.yaml" }.SelectMany(file => (YamlSequenceNode)ChartFiles.Yaml("rbac", file)))
        {
            if (Texts(rule, "verbs").SequenceEqual(["create"])) continue;
            Texts(rule, "resourceNames").ShouldBe(["""{{ include "slipway.webhookName" . }}"""]);
        }
    }

    private static List<string> Granted(string file = "rules.yaml") => [.. ((YamlSequenceNode)ChartFiles.Yaml("rbac", file))
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
            var type = (list == "BuiltIn" ? typeof(BuiltIn) : list == "SchedulerKinds" ? typeof(SchedulerKinds) : typeof(SlipwayKinds)).GetProperty(member)!.GetValue(null)!;
            var group = (string)type.GetType().GetProperty("Group")!.GetValue(type)!;
            var plural = (string)type.GetType().GetProperty("Plural")!.GetValue(type)!;
            foreach (var verb in verbs) rights.Add($"{group}/{plural} {verb}");
        }

        foreach (Match informer in InformerPattern().Matches(code)) Need(informer.Groups[1].Value, informer.Groups[2].Value, "list", "watch");
        foreach (Match once in OncePattern().Matches(code)) Need(once.Groups[1].Value, once.Groups[2].Value, "get", "create");
        foreach (Match kept in KeptPattern().Matches(code)) Need(kept.Groups[1].Value, kept.Groups[2].Value, "create", "patch");
        foreach (Match removal in RemovalPattern().Matches(code)) Need(removal.Groups[1].Value, removal.Groups[2].Value, "delete");
        foreach (Match call in DirectPattern().Matches(code)) Need(call.Groups[2].Value, call.Groups[3].Value, call.Groups[1].Value.ToLowerInvariant());
        foreach (Match held in FinalizerPattern().Matches(code)) Need(held.Groups[1].Value, held.Groups[2].Value, "patch");
        Need("BuiltIn", nameof(BuiltIn.Events), "create", "patch");

        // Each kind's controller writes its status; those that make children are named as their owners.
        foreach (var kind in kinds) rights.Add($"slipway.dev/{kind.ToLowerInvariant()}s/status patch");
        foreach (var owner in new[] { "datasets", "trainingjobs", "modelversions", "rollouts" }) rights.Add($"slipway.dev/{owner}/finalizers update");
        // What the trash keeps of a model owns the Job that deletes its files.
        rights.Add("/configmaps/finalizers update");
        return [.. rights];
    }

    private static IEnumerable<string> Texts(YamlNode rule, string name) => ((YamlSequenceNode)rule[name]).Select(item => ((YamlScalarNode)item).Value!);

    [GeneratedRegex(@"client\.(Get|Create|Patch|Apply|Delete|List)Async\(([\w.]+),")]
    private static partial Regex CallPattern();

    [GeneratedRegex(@"parts\.Client\.(Create|Patch|Delete)Async\(\s*(BuiltIn|SlipwayKinds)\.(\w+)")]
    private static partial Regex DirectPattern();

    [GeneratedRegex(@"Finalizers\.(?:Add|Remove)Async\(parts\.Client, (BuiltIn|SlipwayKinds)\.(\w+)")]
    private static partial Regex FinalizerPattern();

    [GeneratedRegex(@" = Of\((BuiltIn|SlipwayKinds|SchedulerKinds)\.(\w+)")]
    private static partial Regex InformerPattern();

    [GeneratedRegex(@"Child\.Once\([\w.]*?(BuiltIn|SlipwayKinds|SchedulerKinds)\.(\w+)")]
    private static partial Regex OncePattern();

    [GeneratedRegex(@"Child\.Kept(?:WhereServed)?\([\w.]*?(BuiltIn|SlipwayKinds|SchedulerKinds)\.(\w+)")]
    private static partial Regex KeptPattern();

    [GeneratedRegex(@"Removal\.Of\([\w.]*?(BuiltIn|SlipwayKinds|SchedulerKinds)\.(\w+)")]
    private static partial Regex RemovalPattern();
}
