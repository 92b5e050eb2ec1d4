using System.Globalization;
using System.Text;
using Slipway.EndToEnd.Tests.BadInput;

namespace Slipway.EndToEnd.Tests.Partitions;

[Collection(nameof(Workbench))]
[Trait("Capability", "D4")]
public sealed class PartitionedDatasetTests(Workbench bench)
{
    [Fact]
    public async Task Pods_share_a_source_in_partitions_and_a_refresh_reads_what_is_new()
    {
        var uri = WriteDays(first: 1, days: 5);
        await bench.ApplyAsync(Manifest(uri));
        await bench.ReadyAsync("dataset/daily", "Accepted");
        (await bench.GetAsync("dataset/daily", "{.status.lastSnapshot.partitions}")).ShouldBe("""{"read":5,"total":5}""");
        (await bench.GetAsync("jobs", "{range .items[?(@.spec.completionMode==\"Indexed\")]}{.spec.completions}{end}")).ShouldBe("2");
        (await bench.GetAsync("dataset/daily", "{.status.current.rows}")).ShouldBe("2000");
        await bench.ApplyAsync(Manifests.Features("daily", "daily"));
        await bench.ApplyAsync(Manifests.Training("daily", dataset: "daily", features: "daily"));
        await bench.ReadyAsync("modelversion/daily-v1", "Ready");

        WriteDays(first: 6, days: 1);
        await bench.KubectlAsync("annotate", "dataset/daily", "-n", "bench", "slipway.dev/refresh=1");
        await bench.ReadyAsync("modelversion/daily-v2", "Ready");
        (await bench.GetAsync("dataset/daily", "{.status.lastSnapshot.partitions}")).ShouldBe("""{"read":1,"total":6}""");
        (await bench.GetAsync("dataset/daily", "{.status.current.rows}")).ShouldBe("2400");
    }

    private string WriteDays(int first, int days)
    {
        var uri = bench.Source("daily", "");
        var source = new Uri(uri).LocalPath;
        File.Delete(Path.Combine(source, "rows.csv"));
        // An earlier run may have left days.
        if (first == 1) foreach (var left in Directory.GetDirectories(source)) Directory.Delete(left, recursive: true);
        var random = new Random(first);
        for (var day = first; day < first + days; day++)
        {
            var text = new StringBuilder("id,size,colour,bought\n");
            for (var row = 0; row < 400; row++)
            {
                var size = random.NextDouble() * 10;
                text.Append(CultureInfo.InvariantCulture, $"r{row},{size:0.00},{(row % 3 == 0 ? "red" : "blue")},{(size + (random.NextDouble() * 4) > 7 ? "true" : "false")}\n");
            }

            var folder = Directory.CreateDirectory(Path.Combine(source, FormattableString.Invariant($"day=2026-03-{day:00}")));
            File.WriteAllText(Path.Combine(folder.FullName, "rows.csv"), text.ToString());
        }

        return uri;
    }

    private static string Manifest(string uri) => $$"""
        apiVersion: slipway.dev/v1alpha1
        kind: Dataset
        metadata: {name: daily}
        spec:
          owner: tests
          source:
            uri: "{{uri}}"
            partitioning: {columns: [day], parallelism: 2}
          schema:
            columns:
              - {name: id, type: String}
              - {name: day, type: Date}
              - {name: size, type: Float64, minimum: 0, maximum: 10}
              - {name: colour, type: String, nullable: true}
              - {name: bought, type: Boolean}
          key: [id, day]
          label: {column: bought}
        """;
}
