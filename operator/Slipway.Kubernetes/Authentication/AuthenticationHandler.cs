using System.Net;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Adds the credential to each request; after a 401 it tries once more with a fresh one.</summary>
public sealed class AuthenticationHandler : DelegatingHandler
{
    private readonly ICredentialSource credentials;
    private readonly CurrentCertificate certificate;

    /// <summary>Puts the credentials in front of a handler.</summary>
    public AuthenticationHandler(ICredentialSource credentials, HttpMessageHandler inner) : this(credentials, inner, new CurrentCertificate())
    {
    }

    internal AuthenticationHandler(ICredentialSource credentials, HttpMessageHandler inner, CurrentCertificate certificate) : base(inner) =>
        (this.credentials, this.certificate) = (credentials, certificate);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var credential = await AuthorizeAsync(request, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || credential == Credential.None) return response;

        credentials.Invalidate(credential);
        var fresh = await AuthorizeAsync(request, cancellationToken);
        if (fresh == credential) return response;
        response.Dispose();
        return await base.SendAsync(request, cancellationToken);
    }

    private async ValueTask<Credential> AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var credential = await credentials.GetAsync(cancellationToken);
        certificate.Value = credential.Certificate;
        request.Headers.Remove("Authorization");
        if (credential.Authorization is { } header) request.Headers.TryAddWithoutValidation("Authorization", header);
        return credential;
    }
}
