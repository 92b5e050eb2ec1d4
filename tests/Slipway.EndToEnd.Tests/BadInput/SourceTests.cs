using Slipway.Contracts;

namespace Slipway.EndToEnd.Tests.BadInput;

[Collection(nameof(Workbench))]
[Trait("Capability", "D6")]
public sealed class SourceTests(Workbench bench)
{
    [Fact]
    public async Task Missing_forbidden_and_empty_sources_are_three_different_errors()
    {
        await bench.ApplyAsync(Manifests.Dataset("missing", "file:///nowhere/clicks/"));
        await bench.ApplyAsync(Manifests.Dataset("forbidden", Forbidden()));
        await bench.ApplyAsync(Manifests.Dataset("empty", bench.Source("empty", "id,size,colour,bought\n")));

        var missing = await bench.ReadyAsync("dataset/missing", "SourceNotFound");
        var forbidden = await bench.ReadyAsync("dataset/forbidden", "SourceForbidden");
        var empty = await bench.ReadyAsync("dataset/empty", "SourceEmpty");

        missing.Message!.ShouldContain("/nowhere/clicks");
        missing.Message!.ShouldContain("spec.source.uri");
        forbidden.Message!.ShouldContain(new Uri(Forbidden()).LocalPath);
        empty.Message!.ShouldContain("zero rows");
    }

    [Fact]
    public async Task Too_many_bad_rows_are_refused_and_kept_in_quarantine()
    {
        var rows = Workbench.SampleRows(95) + "b1,large,red,true\nb2,11,red,true\nb3,,red,true\nb4,1,red,perhaps\nb5,1\n";
        await bench.ApplyAsync(Manifests.Dataset("rejected", bench.Source("rejected", rows)));

        var ready = await bench.ReadyAsync("dataset/rejected", "TooManyRejected");

        ready.Message!.ShouldContain("5 of 100 rows were rejected (5 %, allowed 1 %)");
        ready.Message!.ShouldContain("size:NotFloat64 1");
        var quarantine = System.Text.RegularExpressions.Regex.Match(ready.Message!, "file://[^; ]*quarantine.parquet").Value;
        File.Exists(new Uri(quarantine).LocalPath).ShouldBeTrue(quarantine);
        (await bench.GetAsync("dataset/rejected", "{.status.current}")).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "D12")]
    public async Task A_dry_run_says_that_it_was_the_one_to_refuse()
    {
        var rows = Workbench.SampleRows(3000).Replace("red", "red,", StringComparison.Ordinal);
        await bench.ApplyAsync(Manifests.Dataset("tried", bench.Source("tried", rows), "dryRun: {rows: 300}"));

        (await bench.ReadyAsync("dataset/tried", "TooManyRejected")).Message!.ShouldContain("In the dry run: 100 of 300 rows were rejected");
    }

    // Not even root reads a file of the kernel that can only be written.
    private string Forbidden()
    {
        if (Environment.IsPrivilegedProcess) return "file:///sys/bus/platform/drivers_probe";
        var uri = bench.Source("forbidden", Workbench.SampleRows(5)) + "rows.csv";
        File.SetUnixFileMode(new Uri(uri).LocalPath, UnixFileMode.None);
        return uri;
    }
}
