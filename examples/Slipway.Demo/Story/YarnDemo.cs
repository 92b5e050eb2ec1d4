using Slipway.Api.Rollouts;
using Slipway.Demo.Processes;
using Slipway.Demo.Shop;
using Slipway.Demo.Traffic;
using Slipway.Kubernetes.Client;

namespace Slipway.Demo.Story;

/// <summary>The whole path on real input: data, features, training, a canary that is promoted and one that is rolled back.</summary>
internal sealed class YarnDemo(DemoFolders folders, DemoOptions options) : IAsyncDisposable
{
    private readonly Platform platform = new(folders);
    private readonly Chapter data = Chapters.Data();
    private readonly Chapter features = Chapters.Features();
    private readonly Chapter trainFirst = Chapters.Train("v1", "v1 is trained and evaluated");
    private readonly Chapter deploy = Chapters.Roll("v1", RolloutResult.Deployed, "v1 goes live");
    private readonly Chapter trainSecond = Chapters.Train("v2", "v2, a better configuration, is trained");
    private readonly Chapter promote = Chapters.Roll("v2", RolloutResult.Promoted, "v2 is canaried and promoted by its metrics");
    private readonly Chapter trainThird = Chapters.Train("v3", "v3, with a hidden mistake, passes every offline test");
    private readonly Chapter rollBack = Chapters.Roll("v3", RolloutResult.RolledBack, "v3 is canaried and rolled back by its metrics");
    private Visitors? visitors;

    public Platform Platform => platform;

    public Visitors? Visitors => visitors;

    public ShopState State { get; private set; } = new(null, null, null, [], null);

    /// <summary>File of the data card of the Dataset's version.</summary>
    public string DataCard => Path.Combine(Path.GetDirectoryName(new Uri(State.Dataset!.Status!.Current!.ManifestUri).LocalPath)!, "card.html");

    /// <summary>Called after each look at the objects; tests break things here.</summary>
    public Func<ShopState, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<Chapter> Story => [data, features, trainFirst, deploy, trainSecond, promote, trainThird, rollBack];

    /// <summary>Runs the whole story.</summary>
    /// <param name="refresh">Called after each look at the objects.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DemoException">Something did not happen, or not in time.</exception>
    public Task RunAsync(Action refresh, CancellationToken cancellation) => WithinTimeAsync(async (client, deadline) =>
    {
        await TellAsync(client, refresh, deadline, data, features, trainFirst, deploy);
        visitors = new Visitors(new Uri(State.Rollout!.Status!.Url!), "yarn-click", options.RequestsPerSecond);
        visitors.Start();
        await ApplyAsync("v2/trainingjob.yaml", deadline);
        await TellAsync(client, refresh, deadline, trainSecond, promote);
        await ApplyAsync("v3/featureset.yaml", deadline);
        await TellAsync(client, refresh, deadline, trainThird, rollBack);
    }, cancellation);

    /// <summary>Runs the story's beginning: the data alone.</summary>
    /// <param name="refresh">Called after each look at the objects.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DemoException">It did not happen, or not in time.</exception>
    public Task RunDataAsync(Action refresh, CancellationToken cancellation) =>
        WithinTimeAsync((client, deadline) => TellAsync(client, refresh, deadline, data), cancellation);

    private async Task WithinTimeAsync(Func<IKubernetesClient, CancellationToken, Task> tell, CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.Deadline);
        try
        {
            await tell(platform.Connect(), deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var stuck = Story.FirstOrDefault(chapter => chapter is { Begun: true, Over: false });
            throw new DemoException($"\"{stuck?.Title}\" did not happen in time: {stuck?.Text}. Logs are in {folders.Logs}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (visitors is not null) await visitors.DisposeAsync();
        if (!options.Keep) await platform.DisposeAsync();
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        Daemon.EndLeftOvers(folders.Root);
        folders.Reset();
        await ClickLog.WriteAsync(folders.Clicks, options.Rows, options.Days, options.Seed, cancellation);
        await platform.StartSandboxAsync(cancellation);
        await platform.StartPrometheusAsync(cancellation);
        await platform.InstallKindsAsync(cancellation);
        platform.StartOperator();
        await platform.Kubectl.RunAsync(cancellation, "create", "namespace", ShopState.Namespace);
        WriteOverlay();
        await platform.Kubectl.RunAsync(cancellation, "apply", "-k", folders.Overlay);
    }

    // The only difference to a real cluster: where the data lies.
    private void WriteOverlay()
    {
        Directory.CreateDirectory(folders.Overlay);
        File.WriteAllText(Path.Combine(folders.Overlay, "kustomization.yaml"), $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: {ShopState.Namespace}
            resources:
              - {Path.GetRelativePath(folders.Overlay, folders.Example)}
            patches:
              - target: {"{"}kind: Dataset{"}"}
                patch: |-
                  - op: replace
                    path: /spec/source/uri
                    value: {new Uri(folders.Clicks).AbsoluteUri}

            """);
    }

    private Task<string> ApplyAsync(string manifest, CancellationToken cancellation) => platform.Kubectl.RunAsync(
        cancellation, "apply", "-n", ShopState.Namespace, "-f", Path.Combine(folders.Example, manifest));

    private async Task TellAsync(IKubernetesClient client, Action refresh, CancellationToken cancellation, params Chapter[] chapters)
    {
        foreach (var chapter in chapters)
        {
            chapter.Begin();
            while (!chapter.Over)
            {
                State = await ShopState.ReadAsync(client, cancellation);
                foreach (var each in Story) each.Look(State);
                refresh();
                if (chapter.Over) break;
                platform.EnsureRunning();
                if (Chapters.Failure(State) is { } failure) throw new DemoException(failure);
                await Meanwhile(State);
                await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
            }
        }
    }
}
