using System.Text;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Makes a credential source of a kubeconfig's user.</summary>
internal static class KubeconfigUser
{
    public static ICredentialSource Credentials(KubeconfigEntry user, KubernetesConfiguration cluster, TimeProvider time)
    {
        if (user.Child("auth-provider") is not null)
            throw new KubeconfigException($"{user.Name} uses auth-provider, which Kubernetes 1.26 removed; use an exec plugin or a token");

        var certificate = Certificate(user);
        var header = Header(user, cluster, time);
        return (certificate, header) switch
        {
            (null, null) => AnonymousCredentials.Instance,
            ({ } only, null) => only,
            (null, { } only) => only,
            ({ } first, { } second) => new CombinedCredentials(first, second),
        };
    }

    private static ICredentialSource? Certificate(KubeconfigEntry user)
    {
        var inline = user.Text("client-certificate-data") is not null || user.Text("client-key-data") is not null;
        if (!inline && user.FilePath("client-certificate") is { } file && user.FilePath("client-key") is { } keyFile)
            return new CertificateFileCredentials(file, keyFile);

        var certificate = user.DataOrFile("client-certificate");
        var key = user.DataOrFile("client-key");
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null)
            throw new KubeconfigException($"{user.Name} has {(key is null ? "a client-certificate without a client-key" : "a client-key without a client-certificate")}");
        return new FixedCredentials(new Credential(null, CertificateFileCredentials.Parse(certificate, key, user.Name)));
    }

    private static ICredentialSource? Header(KubeconfigEntry user, KubernetesConfiguration cluster, TimeProvider time)
    {
        if (user.FilePath("tokenFile") is { } tokenFile) return new TokenFileCredentials(tokenFile, time);
        if (user.Text("token") is { } token) return new FixedCredentials(Credential.Bearer(token));
        if (user.Text("username") is { } name)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}"));
            return new FixedCredentials(new Credential($"Basic {pair}", null));
        }

        return user.Child("exec") is { } exec ? new ExecCredentials(ExecPlugin.Parse(exec), cluster, time) : null;
    }
}
