using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Demo;
using Slipway.Demo.Processes;
using Slipway.EndToEnd.Tests.PyTorch;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.BadInput;

/// <summary>Sandbox and operator with a small sound dataset, its features and a model; manifests go in by kubectl, conditions come out by kubectl.</summary>
public sealed class Workbench : IAsyncLifetime
{
    private const string Place = "bench";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);
    private readonly DemoFolders folders = RunFolders.For("bench");
    private readonly Platform platform;
    private int manifests;

    public Workbench()
    {
        platform = new Platform(folders);
        OwnImages = new OwnImages(Path.Combine(folders.Root, "own"), new Uri(folders.Store).LocalPath);
    }

    internal OwnImages OwnImages { get; }

    /// <summary>Folder of the store.</summary>
    internal string Store => folders.Store;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Daemon.EndLeftOvers(folders.Root);
        folders.Reset();
        try
        {
            OwnImages.Write();
            await platform.StartSandboxAsync(cancellation, [.. OwnImages.Mapping, PyTorchImage.Mapping]);
            await platform.InstallKindsAsync(cancellation);
            platform.StartOperator();
            await KubectlAsync("create", "namespace", Place);
            await ApplyAsync(Manifests.Dataset("sample", Source("sample", SampleRows(2000))));
            await ApplyAsync(Manifests.Features("sample", "sample"));
            await ApplyAsync(Manifests.Training("sample"));
            await ReadyAsync("modelversion/sample-v1", "Ready");
        }
        catch (Exception failure)
        {
            await platform.DisposeAsync();
            throw new DemoException($"{failure.Message}\n{RunFolders.LogEnds(folders)}");
        }
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    /// <summary>Writes a file of a source's own folder; returns the folder's URI.</summary>
    internal string Source(string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(folders.Root, "data", name));
        File.WriteAllText(Path.Combine(folder.FullName, "rows.csv"), text);
        return new Uri(folder.FullName).AbsoluteUri + "/";
    }

    /// <summary>Rows that fit <see cref="Manifests.Dataset"/>; large ones are mostly bought.</summary>
    internal static string SampleRows(int count)
    {
        var random = new Random(1);
        var text = new StringBuilder("id,size,colour,bought\n");
        for (var row = 0; row < count; row++)
        {
            var size = random.NextDouble() * 10;
            text.Append(CultureInfo.InvariantCulture, $"r{row},{size:0.00},{(row % 3 == 0 ? "red" : "blue")},{(size + (random.NextDouble() * 4) > 7 ? "true" : "false")}\n");
        }

        return text.ToString();
    }

    internal async Task ApplyAsync(string manifest)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folders.Root, "manifests")).FullName, $"{Interlocked.Increment(ref manifests)}.yaml");
        await File.WriteAllTextAsync(file, manifest, TestContext.Current.CancellationToken);
        await KubectlAsync("apply", "-n", Place, "-f", file);
    }

    internal Task<string> KubectlAsync(params string[] arguments) => platform.Kubectl.RunAsync(TestContext.Current.CancellationToken, arguments);

    internal Task<string> GetAsync(string resource, string path) => KubectlAsync("get", resource, "-n", Place, "-o", $"jsonpath={path}");

    /// <summary>Waits until the Ready condition has a reason and returns it.</summary>
    /// <exception cref="DemoException">It did not within the deadline; the message says what it was.</exception>
    internal Task<Condition> ReadyAsync(string resource, string reason) => ReadyAsync(resource, ready => ready.Reason == reason, reason);

    /// <summary>Waits until the Ready condition is as wanted and returns it.</summary>
    internal async Task<Condition> ReadyAsync(string resource, Func<Condition, bool> holds, string wanted)
    {
        var end = DateTimeOffset.UtcNow + Deadline;
        Condition? last = null;
        while (DateTimeOffset.UtcNow < end)
        {
            last = await LookAsync(resource);
            if (last is not null && holds(last)) return last;
            platform.EnsureRunning();
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        throw new DemoException($"{resource} should be Ready: {wanted}, and after {Deadline} is {last?.Status} {last?.Reason}: {last?.Message}\n{RunFolders.LogEnds(folders)}");
    }

    /// <summary>Waits until a path of a resource says what is wanted.</summary>
    /// <exception cref="DemoException">It did not within the deadline; the message says what it was.</exception>
    internal async Task UntilAsync(string resource, string path, string wanted)
    {
        var end = DateTimeOffset.UtcNow + Deadline;
        var last = await GetAsync(resource, path);
        while (last != wanted)
        {
            if (DateTimeOffset.UtcNow > end) throw new DemoException($"{path} of {resource} should be {wanted}, and after {Deadline} is '{last}'\n{RunFolders.LogEnds(folders)}");
            platform.EnsureRunning();
            await Task.Delay(200, TestContext.Current.CancellationToken);
            last = await GetAsync(resource, path);
        }
    }

    private async Task<Condition?> LookAsync(string resource)
    {
        try
        {
            var text = await GetAsync(resource, "{.status.conditions}");
            return text.Length == 0 ? null : JsonSerializer.Deserialize(text, KubernetesJson.Default.IReadOnlyListCondition).Find("Ready");
        }
        catch (DemoException missing) when (missing.Message.Contains("NotFound", StringComparison.Ordinal))
        {
            // The operator makes it later.
            return null;
        }
    }
}

/// <summary>The tests that share a workbench.</summary>
[CollectionDefinition(nameof(Workbench))]
public sealed class WorkbenchTests : ICollectionFixture<Workbench>;
