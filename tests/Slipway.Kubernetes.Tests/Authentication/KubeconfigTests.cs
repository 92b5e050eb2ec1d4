using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Authentication;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider time = new();
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_current_context_names_cluster_user_and_namespace()
    {
        var configuration = Load(folder.Write("config", Config("token: secret-1", cluster: "tls-server-name: api.internal\n    proxy-url: http://proxy:3128")));
        configuration.Server.ShouldBe(new Uri("https://one:6443"));
        configuration.Namespace.ShouldBe("shop");
        configuration.TlsServerName.ShouldBe("api.internal");
        configuration.Proxy.ShouldBe(new Uri("http://proxy:3128"));
        (await configuration.Credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer secret-1");
    }

    [Fact]
    public void A_context_can_be_named()
    {
        var file = folder.Write("config", Config("token: t") + """
            contexts2: ignored
            """);
        Kubeconfig.Load([file], "plain", time).Namespace.ShouldBe("default");
    }

    [Fact]
    public async Task Of_several_files_the_first_that_names_an_entry_wins_and_missing_files_are_left_out()
    {
        var first = folder.Write("first", """
            current-context: main
            users:
            - name: me
              user: {token: from-first}
            """);
        var second = folder.Write("second", Config("token: from-second"));
        var configuration = Kubeconfig.Load([folder.PathOf("absent"), first, second], null, time);
        (await configuration.Credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer from-first");
        configuration.Server.Host.ShouldBe("one");
    }

    [Fact]
    public void Inline_data_wins_over_a_file_and_paths_count_from_the_kubeconfig()
    {
        folder.Write("pki/ca.pem", "FROM FILE");
        var inline = Convert.ToBase64String(Encoding.UTF8.GetBytes("INLINE"));
        Load(folder.Write("a", Config("token: t", cluster: "certificate-authority: pki/ca.pem"))).CertificateAuthorityPem.ShouldBe("FROM FILE");
        Load(folder.Write("b", Config("token: t", cluster: $"certificate-authority: pki/ca.pem\n    certificate-authority-data: {inline}"))).CertificateAuthorityPem.ShouldBe("INLINE");
    }

    [Fact]
    public async Task A_client_certificate_comes_from_files_and_follows_their_renewal()
    {
        var (certificate, key) = Certificate("first");
        folder.Write("c.pem", certificate);
        folder.Write("k.pem", key);
        var configuration = Load(folder.Write("config", Config("client-certificate: c.pem\n    client-key: k.pem")));
        (await configuration.Credentials.GetAsync(Cancel)).Certificate!.Subject.ShouldBe("CN=first");

        (certificate, key) = Certificate("second");
        folder.Write("c.pem", certificate);
        folder.Write("k.pem", key);
        File.SetLastWriteTimeUtc(folder.PathOf("c.pem"), DateTime.UtcNow.AddSeconds(5));
        var renewed = (await configuration.Credentials.GetAsync(Cancel)).Certificate!;
        (renewed.Subject, renewed.HasPrivateKey).ShouldBe(("CN=second", true));
    }

    [Fact]
    public async Task An_inline_client_certificate_goes_together_with_a_token()
    {
        var (certificate, key) = Certificate("me");
        var configuration = Load(folder.Write("config", Config(
            $"token: t\n    client-certificate-data: {Base64(certificate)}\n    client-key-data: {Base64(key)}")));
        var credential = await configuration.Credentials.GetAsync(Cancel);
        (credential.Authorization, credential.Certificate!.Subject).ShouldBe(("Bearer t", "CN=me"));
        credential.ToString().ShouldNotContain("Bearer t");
    }

    [Fact]
    public async Task User_name_and_password_are_basic_authentication()
    {
        var configuration = Load(folder.Write("config", Config("username: me\n    password: pw")));
        (await configuration.Credentials.GetAsync(Cancel)).Authorization.ShouldBe("Basic " + Base64("me:pw"));
    }

    [Theory]
    [InlineData("current-context: main", "there is no context named 'main'")]
    [InlineData("contexts: []", "no current-context")]
    [InlineData("- a list", "a kubeconfig is a YAML mapping")]
    [InlineData("current-context: [", "cannot be read as kubeconfig")]
    public void A_broken_file_is_named_with_what_is_wrong(string content, string says)
    {
        var file = folder.Write("broken", content);
        var error = Should.Throw<KubeconfigException>(() => Load(file));
        error.Message.ShouldContain(file);
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("client-certificate: none.pem", "client-certificate cannot be read")]
    [InlineData("client-certificate-data: \"%%%\"", "client-certificate-data is no base64")]
    [InlineData("auth-provider: {name: gcp}", "Kubernetes 1.26 removed")]
    [InlineData("exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "expected client.authentication.k8s.io/v1 or")]
    [InlineData("exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}", "no terminal")]
    public void A_wrong_user_is_named_with_the_remedy(string user, string says)
    {
        var error = Should.Throw<KubeconfigException>(() => Load(folder.Write("config", Config(user))));
        error.Message.ShouldContain("user 'me'");
        error.Message.ShouldContain(says);
    }

    [Fact]
    public async Task A_pod_uses_its_service_account()
    {
        folder.Write("sa/token", "sa-token\n");
        folder.Write("sa/namespace", "slipway-system");
        folder.Write("sa/ca.crt", "PEM");
        var configuration = InClusterConfiguration.TryLoad(Pod, folder.PathOf("sa"), time)!;
        configuration.Server.ShouldBe(new Uri("https://10.0.0.1:443/"));
        (configuration.Namespace, configuration.CertificateAuthorityPem).ShouldBe(("slipway-system", "PEM"));
        (await configuration.Credentials.GetAsync(Cancel)).Authorization.ShouldBe("Bearer sa-token");
    }

    [Fact]
    public void A_pod_without_a_token_is_told_what_to_do() =>
        Should.Throw<KubeconfigException>(() => InClusterConfiguration.TryLoad(Pod, folder.PathOf("sa"), time)).Message.ShouldContain("automountServiceAccountToken");

    [Fact]
    public void Without_any_configuration_the_places_looked_at_are_named() =>
        Should.Throw<KubeconfigException>(() => ConfigurationFinder.Find(_ => null, folder.PathOf("home"), null, time)).Message.ShouldContain("KUBECONFIG is not set");

    [Fact]
    public void The_home_file_is_the_last_resort()
    {
        folder.Write("home/.kube/config", Config("token: t"));
        ConfigurationFinder.Find(_ => null, folder.PathOf("home"), null, time).Namespace.ShouldBe("shop");
    }

    private static string? Pod(string name) => name switch
    {
        "KUBERNETES_SERVICE_HOST" => "10.0.0.1",
        "KUBERNETES_SERVICE_PORT" => "443",
        _ => null,
    };

    private KubernetesConfiguration Load(string file) => Kubeconfig.Load([file], null, time);

    private static string Config(string user, string cluster = "insecure-skip-tls-verify: false") => $"""
        apiVersion: v1
        kind: Config
        current-context: main
        clusters:
        - name: c
          cluster:
            server: https://one:6443
            {cluster}
        users:
        - name: me
          user:
            {user}
        contexts:
        - name: main
          context: {"{cluster: c, user: me, namespace: shop}"}
        - name: plain
          context: {"{cluster: c, user: me}"}

        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static (string Certificate, string Key) Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
