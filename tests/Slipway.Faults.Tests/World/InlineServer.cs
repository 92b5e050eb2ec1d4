using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Api.Crds;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Testing;

namespace Slipway.Faults.Tests.World;

/// <summary>The sandbox's API server without threads: a request is answered within its call, and the controllers behind it work when they are told to.</summary>
internal sealed class InlineServer
{
    public const string Token = "simulated";
    public const string Place = "shop";

    private static readonly Lazy<Base> Prepared = new(Prepare);
    private static readonly ResourceType<DynamicObject> Definitions =
        ResourceType.Dynamic("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced: false);

    private readonly ManualTimeProvider clock;

    private InlineServer(ManualTimeProvider clock, Base from)
    {
        this.clock = clock;
        Log = new RevisionLog(100_000);
        Log.Restore(from.Revision, from.Objects);
        Parts = ApiServerParts.Compose(Log, Token, clock, NullLoggerFactory.Instance, CancellationToken.None);
        Parts.Lifecycles.Start();
    }

    public ApiServerParts Parts { get; }

    public RevisionLog Log { get; }

    /// <summary>A server with the five kinds, those of Kueue and Volcano, and a namespace, and nothing in it.</summary>
    public static InlineServer Start(ManualTimeProvider clock) => new(clock, Prepared.Value);

    /// <summary>A client of somebody who is never hit by a fault.</summary>
    public KubernetesClient ClientOf(string manager) =>
        new(Http(new InlineHandler(this, NoStreams)), new KubernetesClientOptions { FieldManager = manager, Time = clock });

    /// <summary>An HTTP client whose requests go through a handler to this server.</summary>
    public static HttpClient Http(HttpMessageHandler handler)
    {
        var http = new HttpClient(handler) { BaseAddress = new Uri("http://simulated/"), Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return http;
    }

    /// <summary>Every object of the namespace, by kind and name.</summary>
    public IEnumerable<(string Kind, StoredObject Object)> Objects() => Parts.Registry.All
        .Where(resource => resource is { Namespaced: true, IsReview: false, Conversion: null })
        .DistinctBy(resource => resource.StorageKey)
        .SelectMany(resource => Log.List(resource.StorageKey).Objects.Values.Select(each => (resource.Kind, each)));

    private static void NoStreams(WatchStream stream) => throw new InvalidOperationException("this client does not watch");

    private static Base Prepare()
    {
        var server = new InlineServer(new ManualTimeProvider(), new Base(0, []));
        server.Parts.EnsureStandardNamespacesAsync(CancellationToken.None).GetAwaiter().GetResult();
        var client = server.ClientOf("setup");
        foreach (var definition in CustomResourceDefinitions.All())
            client.ApplyAsync(Definitions, new DynamicObject((JsonObject)definition.DeepClone()), null, CancellationToken.None).GetAwaiter().GetResult();
        foreach (var definition in new[] { SchedulerDefinitions.Kueue, SchedulerDefinitions.Volcano }) client.ApplyAsync(Definitions, definition, null, CancellationToken.None).GetAwaiter().GetResult();
        client.CreateAsync(BuiltIn.Namespaces, new Namespace { Metadata = new ObjectMeta { Name = Place } }, null, CancellationToken.None).GetAwaiter().GetResult();
        while (server.Parts.Lifecycles.IsBehind) server.Parts.Lifecycles.Follow();
        var objects = server.Parts.Registry.All
            .Where(resource => resource is { IsReview: false, Conversion: null })
            .Select(resource => resource.StorageKey).Distinct()
            .SelectMany(key => server.Log.List(key).Objects.Values.Select(each => (key, each)));
        return new Base(server.Log.Revision, [.. objects]);
    }

    private sealed record Base(long Revision, IReadOnlyList<(string StorageKey, StoredObject Object)> Objects);
}
