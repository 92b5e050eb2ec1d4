using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Client;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.Controllers;
using Slipway.Sandbox.Node;
using Slipway.Sandbox.Node.Images;

namespace Slipway.Sandbox;

/// <summary>API server, controllers and node in this process.</summary>
/// <remarks>Guarantees: when it has been disposed of, no process of a pod is left. Caveats: the node needs Linux.</remarks>
public sealed class SandboxCluster : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly ILoggerFactory loggers;
    private readonly string? temporaryFolder;
    private SandboxControllers? controllers;
    private SandboxNode? node;

    private SandboxCluster(SandboxServer server, HttpClient http, ILoggerFactory loggers, string kubeconfig, string? temporaryFolder)
    {
        (Server, this.http, this.loggers, Kubeconfig, this.temporaryFolder) = (server, http, loggers, kubeconfig, temporaryFolder);
        Client = new KubernetesClient(http, new KubernetesClientOptions { FieldManager = "slipway-sandbox" });
    }

    /// <summary>The API server.</summary>
    public SandboxServer Server { get; }

    /// <summary>A client of it that needs no socket.</summary>
    public IKubernetesClient Client { get; }

    /// <summary>Path of the kubeconfig.</summary>
    public string Kubeconfig { get; }

    /// <summary>Starts a sandbox; pods run when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="InvalidOperationException">The machine lacks a command that the node needs.</exception>
    public static async Task<SandboxCluster> StartAsync(SandboxClusterOptions options, CancellationToken cancellationToken = default)
    {
        var temporary = options.Server.DataFolder is null ? Directory.CreateTempSubdirectory("slipway-sandbox-").FullName : null;
        var folder = Path.GetFullPath(Path.Combine(options.Server.DataFolder ?? temporary!, "node"));
        var server = await SandboxServer.StartAsync(options.Server, cancellationToken);
        var kubeconfig = Path.GetFullPath(server.WriteKubeconfig(options.Kubeconfig ?? Path.Combine(folder, "kubeconfig")));
        var http = new HttpClient(server.CreateInProcessHandler()) { BaseAddress = server.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var loggers = LoggerFactory.Create(logging =>
            logging.AddSimpleConsole(console => console.SingleLine = true).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
                .SetMinimumLevel(LogLevel.Warning));
        var cluster = new SandboxCluster(server, http, loggers, kubeconfig, temporary);
        try
        {
            await cluster.RunAsync(options, folder, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the pods' processes and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        // The controllers first: they must not replace pods that end with the node.
        if (controllers is not null) await controllers.DisposeAsync();
        if (node is not null) await node.DisposeAsync();
        http.Dispose();
        await Server.DisposeAsync();
        loggers.Dispose();
        if (temporaryFolder is not null) Directory.Delete(temporaryFolder, recursive: true);
    }

    private async Task RunAsync(SandboxClusterOptions options, string folder, CancellationToken cancellationToken)
    {
        var time = options.Server.Time;
        var controllerOptions = new SandboxControllersOptions { JobRetryDelay = options.JobRetryDelay, Time = time };
        controllers = await SandboxControllers.StartAsync(controllerOptions, Client, loggers, cancellationToken);
        node = await SandboxNode.StartAsync(new SandboxNodeOptions
        {
            DataFolder = folder,
            Images = [.. options.Images.Select(image => new ImageCommand(image.Key, image.Value))],
            Capacity = options.Capacity,
            Labels = options.NodeLabels,
            KubeConfig = Kubeconfig,
            Time = time,
        }, Client, loggers, cancellationToken);
        Server.PodLogs = node.Logs;
    }
}
