using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Credentials from an exec plugin, kept until they expire or the server refuses them.</summary>
internal sealed class ExecCredentials(ExecPlugin plugin, KubernetesConfiguration cluster, TimeProvider time) : ICredentialSource, IDisposable
{
    private const int MaxQuotedCharacters = 500;
    private static readonly TimeSpan PluginTimeout = TimeSpan.FromSeconds(60);

    // A token that expires on its way is refused; what little it could still do is not worth a failed request.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim one = new(1);
    private Credential? known;
    private DateTimeOffset? expires;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        // All requests wait for one run: a plugin may open a browser or count its calls.
        await one.WaitAsync(cancellationToken);
        try
        {
            if (known is not null && (expires is null || time.GetUtcNow() < expires - Margin)) return known;
            var status = await RunAsync(cancellationToken);
            known = ToCredential(status);
            expires = status.ExpirationTimestamp;
            return known;
        }
        finally
        {
            one.Release();
        }
    }

    public void Invalidate(Credential refused)
    {
        // Only the refused one: another request may have fetched its successor already. A header alone comes back through CombinedCredentials.
        var current = Volatile.Read(ref known);
        if (current is not null && current.Authorization == refused.Authorization) Interlocked.CompareExchange(ref known, null, current);
    }

    public void Dispose() => one.Dispose();

    private async Task<ExecCredentialStatus> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in plugin.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = JsonSerializer.Serialize(Request(), ExecJson.Default.ExecCredential);

        using var timeout = new CancellationTokenSource(PluginTimeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(both.Token);
            var errors = process.StandardError.ReadToEndAsync(both.Token);
            await process.WaitForExitAsync(both.Token);
            if (process.ExitCode != 0) throw Failed($"ended with {process.ExitCode}: {Shorten(await errors)}");
            return Parse(await output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            if (cancellationToken.IsCancellationRequested) throw;
            throw Failed($"did not end within {PluginTimeout.TotalSeconds} s");
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Failed("did not start");
        }
        catch (Win32Exception missing)
        {
            throw Failed($"cannot be started: {missing.Message}{(plugin.InstallHint is { } hint ? $"; {hint}" : "")}");
        }
    }

    private ExecCredential Request() => new()
    {
        ApiVersion = plugin.ApiVersion,
        Kind = "ExecCredential",
        Spec = new ExecCredentialSpec
        {
            Interactive = false,
            Cluster = !plugin.ProvideClusterInfo ? null : new ExecCluster
            {
                Server = cluster.Server.ToString(),
                TlsServerName = cluster.TlsServerName,
                InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify ? true : null,
                CertificateAuthorityData = cluster.CertificateAuthorityPem is { } pem ? Encoding.UTF8.GetBytes(pem) : null,
                ProxyUrl = cluster.Proxy?.ToString(),
            },
        },
    };

    private ExecCredentialStatus Parse(string output)
    {
        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, ExecJson.Default.ExecCredential);
        }
        catch (JsonException)
        {
            throw Failed("printed no JSON (an ExecCredential was expected)");
        }

        if (answer?.Kind != "ExecCredential") throw Failed($"printed kind '{answer?.Kind}' instead of ExecCredential");
        if (answer.ApiVersion != plugin.ApiVersion) throw Failed($"printed apiVersion '{answer.ApiVersion}', the kubeconfig says '{plugin.ApiVersion}'");
        return answer.Status ?? throw Failed("printed an ExecCredential without status");
    }

    private Credential ToCredential(ExecCredentialStatus status)
    {
        var certificate = (status.ClientCertificateData, status.ClientKeyData) switch
        {
            ({ } pem, { } key) => CertificateFileCredentials.Parse(pem, key, plugin.Origin),
            (null, null) => null,
            _ => throw Failed("gave a client certificate without its key, or a key without its certificate"),
        };
        if (status.Token is null && certificate is null) throw Failed("gave neither a token nor a client certificate");
        return new Credential(status.Token is { } token ? $"Bearer {token}" : null, certificate);
    }

    private KubeconfigException Failed(string how) => new($"{plugin.Origin}: plugin '{plugin.Command}' {how}");

    private static string Shorten(string text) => text.Trim() is var trimmed && trimmed.Length > MaxQuotedCharacters ? trimmed[..MaxQuotedCharacters] : trimmed;
}
