using System.Text.Json;
using Slipway.EndToEnd.Tests.BadInput;

namespace Slipway.EndToEnd.Tests.Privacy;

/// <summary>A pseudonymised dataset that another namespace learns from, with real pods: the key reaches the snapshot alone, and what is granted is all that is read.</summary>
[Collection(nameof(Workbench))]
public sealed class GrantedDataTests(Workbench bench)
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact, Trait("Capability", "D23"), Trait("Capability", "D24")]
    public async Task Another_namespace_learns_from_what_it_is_granted_of_pseudonymised_data()
    {
        await bench.KubectlAsync("create", "secret", "generic", "pseudonyms", "-n", "bench", $"--from-literal=shop={Secret}");
        await bench.KubectlAsync("create", "namespace", "research");
        var manifest = Manifests.Dataset("guarded", bench.Source("guarded", Workbench.SampleRows(2000)), """
            privacy: {pseudonymisationKeyRef: {name: pseudonyms, key: shop}}
              access: [{name: research, namespaces: [research], columns: [id, size, bought]}]
            """).Replace("{name: id, type: String}", "{name: id, type: String, sensitivity: Personal, protection: {method: Pseudonymise}}", StringComparison.Ordinal);
        await bench.ApplyAsync(manifest);
        await bench.ReadyAsync("dataset/guarded", "Accepted");
        var version = await ManifestAsync(await bench.GetAsync("dataset/guarded", "{.status.current.manifestUri}"));
        version.GetProperty("privacy").GetProperty("keyId").GetString()!.ShouldStartWith("hmac-sha256:");
        Directory.GetFiles(bench.Store, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".parquet", StringComparison.Ordinal))
            .ShouldAllBe(file => !File.ReadAllText(file).Contains(Secret, StringComparison.Ordinal));

        await ResearchAsync(Manifests.Derived("derived", "bench/guarded").Replace("FROM bench/guarded", "FROM \\\"bench/guarded\\\"", StringComparison.Ordinal));
        await ResearchAsync(Manifests.Derived("spying", "bench/guarded").Replace("SELECT id FROM bench/guarded", "SELECT colour AS id FROM \\\"bench/guarded\\\"", StringComparison.Ordinal));
        await ResearchAsync(Manifests.Features("granted", "bench/guarded").Replace("- {name: colour, expr: one_hot(colour)}", "", StringComparison.Ordinal));
        await ResearchAsync(Manifests.Features("greedy", "bench/guarded"));
        await ResearchAsync(Manifests.Training("granted", "bench/guarded", "granted"));

        (await UntilAsync("dataset/spying", "InvalidSql")).ShouldContain("colour");
        (await UntilAsync("featureset/greedy", "AccessDenied")).ShouldContain("'colour': namespace 'research' may not read this column: rule 'research' of its spec.access grants id, size, bought");
        await UntilAsync("dataset/derived", "Accepted");
        await UntilAsync("trainingjob/granted", "Trained");
        var reads = await bench.KubectlAsync("get", "modelversion/granted-v1", "-n", "research", "-o", "jsonpath={.spec.provenance.reads}");
        var read = JsonDocument.Parse(reads).RootElement[0];
        read.GetProperty("dataset").GetString().ShouldBe("bench/guarded");
        read.GetProperty("columns").EnumerateArray().Select(column => column.GetString()).ShouldBe(["size", "bought"]);
        // The first is listed at once, the others within a minute.
        (await bench.GetAsync("dataset/guarded", "{.status.readers[*].name}")).Split(' ').ShouldBeSubsetOf(["derived", "granted", "spying"]);
    }

    private async Task ResearchAsync(string manifest)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("slipway-research-").FullName, "manifest.yaml");
        await File.WriteAllTextAsync(file, manifest, TestContext.Current.CancellationToken);
        await bench.KubectlAsync("apply", "-n", "research", "-f", file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private async Task<string> UntilAsync(string resource, string reason)
    {
        var (start, seen) = (TimeProvider.System.GetTimestamp(), "");
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(3))
        {
            seen = await bench.KubectlAsync("get", resource, "-n", "research", "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].reason} {.status.conditions[?(@.type==\"Ready\")].message}");
            if (seen.StartsWith(reason + " ", StringComparison.Ordinal)) return seen;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{resource} should be {reason} and is {seen}");
    }

    private static async Task<JsonElement> ManifestAsync(string uri)
    {
        await using var file = File.OpenRead(new Uri(uri).LocalPath);
        return (await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken)).RootElement.Clone();
    }
}
