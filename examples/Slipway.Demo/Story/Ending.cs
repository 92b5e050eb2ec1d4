using System.Diagnostics;
using System.Text;
using Slipway.Demo.Shop;
using Slipway.Demo.Traffic;
using Spectre.Console;

namespace Slipway.Demo.Story;

/// <summary>What the demo prints at its end: the models, the visitors, one prediction by hand.</summary>
internal static class Ending
{
    public static async Task PrintAsync(YarnDemo demo, CancellationToken cancellation)
    {
        var models = new Table().Border(TableBorder.Rounded).AddColumns("Version", "Metrics on the test split", "Rows", "Rows x rounds/s", "Parity with XGBoost", "End");
        foreach (var version in demo.State.Versions.OrderBy(version => version.Spec.Version, StringComparer.Ordinal))
        {
            var run = demo.State.Run(version.Spec.Version);
            models.AddRow(
                version.Spec.Version,
                Chapters.Metrics(version.Spec.Metrics),
                $"{run?.Rows:N0}",
                $"{run?.RowsPerSecond:N0}",
                version.Spec.Parity is { } parity ? $"{parity.MaxDifference:0.0e0} over {parity.Rows:N0} rows" : "",
                $"{demo.State.History(version.Spec.Version)?.Result}");
        }

        AnsiConsole.Write(models);
        var showing = new YarnShop(1).Next(new DateOnly(2026, 11, 2));
        var arguments = new[] { "-s", $"{demo.State.Rollout!.Status!.Url}/v2/models/yarn-click/infer", "-d", Encoding.UTF8.GetString(InferRequest.For(showing)) };
        Console.WriteLine($"$ curl {arguments[0]} {arguments[1]} -d '{arguments[3]}'");
        Console.WriteLine(await CurlAsync(arguments, cancellation));
    }

    /// <summary>What did not happen as the story wants it; empty when all did.</summary>
    public static IReadOnlyList<string> Faults(YarnDemo demo)
    {
        var faults = new List<string>();
        var visitors = demo.Visitors!;
        if (demo.State.Rollout?.Status?.Stable is not { Version: "v2", Weight: 100 }) faults.Add("v2 does not serve all traffic at the end");
        if (visitors.Broken > 0) faults.Add($"{visitors.Broken} visitors got no answer: {visitors.LastError}");
        foreach (var version in new[] { "v1", "v2", "router" })
        {
            var refused = visitors.Count(version, code => code != 200);
            if (refused > 0) faults.Add($"{refused} requests were refused by {version}: {visitors.LastError}");
        }

        if (visitors.Count("v3", code => code == 400) == 0) faults.Add("v3 refused nobody, so nothing showed its mistake");
        return faults;
    }

    private static async Task<string> CurlAsync(string[] arguments, CancellationToken cancellation)
    {
        using var curl = Process.Start(new ProcessStartInfo("curl", arguments) { RedirectStandardOutput = true })
            ?? throw new DemoException("curl cannot be started");
        var answer = await curl.StandardOutput.ReadToEndAsync(cancellation);
        await curl.WaitForExitAsync(cancellation);
        return curl.ExitCode == 0 ? answer : throw new DemoException($"curl ended with code {curl.ExitCode}");
    }
}
