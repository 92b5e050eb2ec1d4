using System.Text.Json;
using Slipway.EndToEnd.Tests.BadInput;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.Erasure;

[Collection(nameof(Workbench))]
[Trait("Capability", "D22")]
public sealed class DeletionRequestTests(Workbench bench)
{
    [Fact]
    public async Task A_request_that_is_due_reaches_the_data_what_is_derived_from_it_and_the_model()
    {
        // One of the rows that have to go is rejected, so that it lies in the quarantine.
        var uri = bench.Source("customers", Workbench.SampleRows(2000) + "r7,large,red,true\n");
        await bench.ApplyAsync(Manifests.Dataset("customers", uri));
        await bench.ApplyAsync(Manifests.Derived("customer-ids", "customers"));
        await bench.ApplyAsync(Manifests.Features("customers", "customers"));
        await bench.ApplyAsync(Manifests.Training("customers", dataset: "customers", features: "customers"));
        await bench.ReadyAsync("modelversion/customers-v1", "Ready");
        await bench.ReadyAsync("dataset/customer-ids", "Accepted");
        var (held, derived) = (await CurrentAsync("customers"), await CurrentAsync("customer-ids"));

        await bench.ApplyAsync(Manifests.Dataset("customers", uri, """deletion: {delay: 3s, requests: [{name: gdpr-17, match: [{column: id, values: [r7, r8]}], reason: GDPR Art. 17, requestedBy: privacy office}]}"""));
        await bench.UntilAsync("dataset/customers", "{.status.deletionRequests[0].phase}", "Done");

        var request = JsonDocument.Parse(await bench.GetAsync("dataset/customers", "{.status.deletionRequests[0]}")).RootElement;
        (request.GetProperty("effectiveAfter").GetDateTimeOffset() - request.GetProperty("requestedAt").GetDateTimeOffset()).ShouldBe(TimeSpan.FromSeconds(3));
        request.GetProperty("rowsRemoved").GetInt64().ShouldBe(3);
        (await bench.GetAsync("dataset/customers", Mark(held))).ShouldBe("""["gdpr-17"]""");
        (await bench.GetAsync("dataset/customers", Mark(await CurrentAsync("customers")))).ShouldBeEmpty();
        var proof = await ProofAsync();
        (proof.GetProperty("rowsRemoved").GetInt64(), proof.GetProperty("remaining").GetInt64()).ShouldBe((3, 0));
        (await bench.GetAsync("dataset/customers", "{.status}")).ShouldNotMatch("\\br[78]\\b", "keys are in the request alone");

        await bench.UntilAsync("modelversion/customers-v1", "{.status.conditions[?(@.type==\"TrainedOnDeletedData\")].status}", Condition.True);
        await bench.UntilAsync("dataset/customer-ids", "{.status.current.rows}", "1998");
        // Nothing was made from the derived version, so its files are about to go; those of the other are kept while there is the model.
        await bench.UntilAsync("dataset/customer-ids", $"{{.status.collection.versions[?(@.digest==\"{derived}\")].holdsDeleted}}", """["customers/gdpr-17"]""");
        await bench.ReadyAsync("modelversion/customers-v2", "Ready");
        (await bench.GetAsync("modelversion/customers-v2", "{.spec.provenance.datasetDigest}")).ShouldBe(await CurrentAsync("customers"));
        (await bench.GetAsync("modelversion/customers-v2", "{.status.conditions[?(@.type==\"TrainedOnDeletedData\")].status}")).ShouldBeEmpty();
    }

    private Task<string> CurrentAsync(string dataset) => bench.GetAsync($"dataset/{dataset}", "{.status.current.digest}");

    private static string Mark(string digest) => $"{{.status.versions[?(@.digest==\"{digest}\")].holdsDeleted}}";

    private async Task<JsonElement> ProofAsync()
    {
        var uri = await bench.GetAsync("dataset/customers", "{.status.current.manifestUri}");
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(new Uri(uri).LocalPath, TestContext.Current.CancellationToken));
        return manifest.RootElement.GetProperty("deletions")[0].Clone();
    }
}
