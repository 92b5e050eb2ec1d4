using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer;

/// <summary>A Kubernetes-compatible API server in this process: in memory or kept in a folder, for one token, on a loopback address.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ApiServerParts _parts;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _lifecycles;
    private readonly X509Certificate2 _certificate;
    private readonly LogFile? _file;
    private readonly Lock _inProcessGate = new();
    private WebApplication? _inProcess;

    private SandboxServer(WebApplication web, ApiServerParts parts, CancellationTokenSource stopping, X509Certificate2 certificate, LogFile? file, string token)
    {
        (_web, _parts, _stopping, _certificate, _file, Token) = (web, parts, stopping, certificate, file, token);
        BaseAddress = new Uri(web.Urls.First());
        _lifecycles = Task.Run(() => parts.Lifecycles.RunAsync(stopping.Token));
    }

    /// <summary>Where the server listens; https.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The bearer token of the one user, who may do everything.</summary>
    public string Token { get; }

    /// <summary>The certificate that clients must trust, in PEM.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Where <c>kubectl logs</c> is answered from; the node sets it.</summary>
    public IPodLogs? PodLogs
    {
        get => _parts.PodLogs;
        set => _parts.PodLogs = value;
    }

    /// <summary>Starts a server and returns when it answers.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="InvalidDataException">The data folder holds something else than a sandbox's log.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxServerOptions options, CancellationToken cancellationToken = default)
    {
        var token = options.Token ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var certificate = ServerCertificate.Create(options.Address, options.Time.GetUtcNow());
        var stopping = new CancellationTokenSource();
        var (file, revision, objects) = options.DataFolder is { } folder ? LogFile.Open(folder) : (null, 0, []);
        var log = new RevisionLog(options.RetainedChanges, file);
        log.Restore(revision, objects);
        var builder = Builder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Watches are idle for as long as nothing happens.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Listen(System.Net.IPAddress.Parse(options.Address), options.Port, listen => listen.UseHttps(certificate));
        });
        var web = builder.Build();
        var parts = ApiServerParts.Compose(log, token, options.Time, web.Services.GetRequiredService<ILoggerFactory>(), stopping.Token);
        await parts.EnsureStandardNamespacesAsync(cancellationToken);
        web.Run(parts.Router.HandleAsync);
        await web.StartAsync(cancellationToken);
        return new SandboxServer(web, parts, stopping, certificate, file, token);
    }

    /// <summary>A handler that reaches the server without a socket; requests must carry the token all the same.</summary>
    public HttpMessageHandler CreateInProcessHandler()
    {
        lock (_inProcessGate)
        {
            if (_inProcess is null)
            {
                var builder = Builder();
                builder.WebHost.UseTestServer();
                _inProcess = builder.Build();
                _inProcess.Run(_parts.Router.HandleAsync);
                _inProcess.Start();
            }

            return _inProcess.GetTestServer().CreateHandler();
        }
    }

    /// <summary>Writes a kubeconfig for this server and returns its path.</summary>
    public string WriteKubeconfig(string path)
    {
        var kubeconfig = $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: slipway-sandbox
              cluster:
                server: {BaseAddress.ToString().TrimEnd('/')}
                certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(CertificatePem))}
            users:
            - name: slipway-sandbox
              user:
                token: {Token}
            contexts:
            - name: slipway-sandbox
              context:
                cluster: slipway-sandbox
                user: slipway-sandbox
                namespace: default
            current-context: slipway-sandbox

            """;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // The token is a secret: nobody else may read the file, not even for a moment.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(path, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(kubeconfig));
        }

        return path;
    }

    /// <summary>Writes the server's certificate, for clients that want a file to trust, and returns its path.</summary>
    public string WriteCertificate(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, CertificatePem);
        return path;
    }

    /// <summary>Where Prometheus' HTTP discovery finds the pods, with the labels of its Kubernetes discovery; it needs the token.</summary>
    public Uri PrometheusPods => new(BaseAddress, "prometheus/pods");

    /// <summary>Forgets all changes so far, as a real server does now and then: older resource versions are expired from now on.</summary>
    public void CompactHistory() => _parts.Log.Compact();

    /// <summary>Ends all watches and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        if (_inProcess is not null)
        {
            await _inProcess.DisposeAsync();
        }

        await _lifecycles;
        _file?.Dispose();
        _certificate.Dispose();
        _stopping.Dispose();
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        return builder;
    }
}
