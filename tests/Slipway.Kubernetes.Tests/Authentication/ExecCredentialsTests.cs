using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Authentication;

/// <summary>Runs real plugins: shell scripts that print credentials.</summary>
public sealed class ExecCredentialsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider time = new(DateTimeOffset.UtcNow);
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task A_token_is_kept_until_it_expires(string version)
    {
        var expires = time.GetUtcNow().AddMinutes(10).ToString("o");
        using var credentials = Plugin($$"""
            echo x >> runs
            echo "{\"apiVersion\":\"client.authentication.k8s.io/{{version}}\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"t-$(wc -l < runs | tr -d ' ')\",\"expirationTimestamp\":\"{{expires}}\"} }"
            """, version);
        (await credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer t-1");
        time.Advance(TimeSpan.FromMinutes(9));
        (await credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer t-1");
        time.Advance(TimeSpan.FromMinutes(1));
        (await credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer t-2");
    }

    [Fact]
    public async Task A_refused_token_is_fetched_anew_and_only_once()
    {
        using var credentials = Plugin("""
            echo x >> runs
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"t-$(wc -l < runs | tr -d ' ')\"}}"
            """);
        var first = await credentials.GetAsync(Cancel);
        credentials.Invalidate(first);
        var second = await credentials.GetAsync(Cancel);
        second.Authorization.ShouldBe("Bearer t-2");
        credentials.Invalidate(first);
        (await credentials.GetAsync(Cancel)).ShouldBe(second, "the refused one was replaced already");
    }

    [Fact]
    public async Task Arguments_environment_and_cluster_reach_the_plugin()
    {
        using var credentials = Plugin("""
            case "$KUBERNETES_EXEC_INFO" in *'"server":"https://one:6443/"'*) cluster=told;; esac
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$1-$GREETING-$cluster\"}}"
            """, more: "      provideClusterInfo: true\n      args: [arg]\n      env: [{name: GREETING, value: hello}]");
        (await credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer arg-hello-told");
    }

    [Theory]
    [InlineData("echo no luck >&2; exit 3", "ended with 3: no luck")]
    [InlineData("echo hello", "printed no JSON")]
    [InlineData("echo '{\"kind\":\"Pod\"}'", "printed kind 'Pod'")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}'", "the kubeconfig says 'client.authentication.k8s.io/v1'")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "neither a token nor a client certificate")]
    public async Task A_plugin_that_fails_is_quoted(string script, string says)
    {
        using var credentials = Plugin(script);
        var error = await Should.ThrowAsync<KubeconfigException>(() => credentials.GetAsync(Cancel).AsTask());
        error.Message.ShouldContain(says);
        error.Message.ShouldContain("user 'me' exec");
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_gives_its_hint()
    {
        var config = Config("/no/such/plugin", "v1", "      installHint: get it from the wiki");
        using var credentials = (ExecCredentials)Kubeconfig.Load([config], null, time).Credentials;
        (await Should.ThrowAsync<KubeconfigException>(() => credentials.GetAsync(Cancel).AsTask())).Message.ShouldContain("get it from the wiki");
    }

    private ExecCredentials Plugin(string script, string version = "v1", string more = "")
    {
        var path = folder.Write("plugin.sh", $"#!/bin/sh\ncd \"$(dirname \"$0\")\"\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return (ExecCredentials)Kubeconfig.Load([Config("./plugin.sh", version, more)], null, time).Credentials;
    }

    private string Config(string command, string version, string more) => folder.Write("config", $$"""
        current-context: main
        clusters:
        - name: c
          cluster: {server: "https://one:6443"}
        contexts:
        - name: main
          context: {cluster: c, user: me}
        users:
        - name: me
          user:
            exec:
              apiVersion: client.authentication.k8s.io/{{version}}
              command: {{command}}
        {{more}}
        """);
}
