using System.Text.RegularExpressions;
using Slipway.Testing;
using YamlDotNet.RepresentationModel;

namespace Slipway.Api.Tests.Packaging;

/// <summary>What can be said about the chart without Helm.</summary>
public sealed partial class ChartTests
{
    [Fact]
    public void The_chart_has_the_definitions_of_the_repository()
    {
        var here = Directory.GetFiles(Repository.PathOf("crds")).Select(path => Path.GetFileName(path)).Order().ToList();
        Directory.GetFiles(ChartFiles.PathOf("crds")).Select(path => Path.GetFileName(path)).Order().ToList().ShouldBe(here, customMessage: "run `make crds`");
        foreach (var name in here) ChartFiles.Read("crds", name).ShouldBe(File.ReadAllText(Repository.PathOf("crds", name)), customMessage: $"{name} is stale: run `make crds`");
    }

    [Fact]
    public void Templates_use_every_value_and_no_other()
    {
        var declared = Leaves((YamlMappingNode)ChartFiles.Yaml("values.yaml"), "").ToList();
        var used = ChartFiles.Templates().Values.SelectMany(text => ValuePattern().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();

        used.Count.ShouldBeGreaterThan(20);
        used.Where(path => !declared.Exists(leaf => leaf == path || leaf.StartsWith(path + ".", StringComparison.Ordinal)))
            .ShouldBeEmpty("values.yaml does not have these");
        declared.Where(leaf => !used.Any(path => leaf == path || leaf.StartsWith(path + ".", StringComparison.Ordinal)))
            .ShouldBeEmpty("no template uses these");
    }

    [Fact]
    public void Every_value_is_explained()
    {
        var lines = ChartFiles.Read("values.yaml").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            // A value that has its own line; sections explain themselves by their members.
            if (LeafPattern().Match(lines[i]) is not { Success: true } leaf || lines[i].StartsWith("    requests", StringComparison.Ordinal) || lines[i].StartsWith("    limits", StringComparison.Ordinal)) continue;
            lines[i - 1].TrimStart().ShouldStartWith("#", customMessage: $"values.yaml, line {i + 1}: {leaf.Value.Trim()} has no comment above it");
        }
    }

    [Fact]
    public void The_deployment_passes_options_that_the_operator_has()
    {
        var options = ArgumentPattern().Matches(ChartFiles.Templates()["deployment.yaml"]).Select(match => match.Groups[1].Value).ToList();
        var source = File.ReadAllText(Repository.PathOf("operator", "Slipway.Operator", "Hosting", "RunCommand.cs"));

        options.ShouldContain("--artifact-store");
        options.Where(option => !source.Contains($"\"{option}\"", StringComparison.Ordinal)).ShouldBeEmpty("the operator's run command does not know these");
    }

    [Fact]
    public void The_webhook_does_not_block_by_default_and_asks_about_every_kind()
    {
        var text = ChartFiles.Templates()["webhook.yaml"];
        text.ShouldContain("failurePolicy: {{ .Values.webhook.failurePolicy }}");
        ChartFiles.Read("values.yaml").ShouldContain("\n  failurePolicy: Ignore\n");
        text.ShouldNotContain(" caBundle:", Case.Sensitive, "an upgrade would take away what the operator has set");
        text.ShouldContain("path: /validate");
        Regex.Match(text, @"resources: \[(datasets.*)\]").Groups[1].Value.Split(", ").Order()
            .ShouldBe(Directory.GetFiles(Repository.PathOf("crds")).Select(path => Path.GetFileName(path).Split('.')[0]).Order());
        text.Split("apiGroups:").Skip(1).ShouldAllBe(rule => rule.StartsWith(" [slipway.dev]\n", StringComparison.Ordinal), "only our group");
    }

    [Fact]
    public void Actions_of_templates_are_closed()
    {
        foreach (var (name, text) in ChartFiles.Templates())
        {
            var opened = OpeningPattern().Count(text);
            EndPattern().Count(text).ShouldBe(opened, $"{name}: blocks opened and ended");
            text.Split("{{").Length.ShouldBe(text.Split("}}").Length, $"{name}: braces");
        }
    }

    [Fact]
    public void The_chart_and_the_programs_have_one_version()
    {
        var chart = (YamlMappingNode)ChartFiles.Yaml("Chart.yaml");
        var properties = File.ReadAllText(Repository.PathOf("Directory.Build.props"));
        properties.ShouldContain($"<Version>{chart["appVersion"]}</Version>");
    }

    private static IEnumerable<string> Leaves(YamlMappingNode mapping, string prefix) => mapping.Children.SelectMany(child =>
        child.Value is YamlMappingNode { Children.Count: > 0 } inner && child.Key.ToString() != "resources"
            ? Leaves(inner, $"{prefix}{child.Key}.")
            : [$"{prefix}{child.Key}"]);

    // .Values.a.b, and "with" or "range" over it; an image is handed over whole.
    [GeneratedRegex(@"\.Values\.([A-Za-z][A-Za-z0-9.]*[A-Za-z0-9])")]
    private static partial Regex ValuePattern();

    [GeneratedRegex(@"^ *[A-Za-z]+: \S.*$")]
    private static partial Regex LeafPattern();

    [GeneratedRegex(@"^ +- (--[a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex ArgumentPattern();

    [GeneratedRegex(@"\{\{-? *(if|with|range|define) ")]
    private static partial Regex OpeningPattern();

    [GeneratedRegex(@"\{\{-? *end *-?\}\}")]
    private static partial Regex EndPattern();
}
