using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Accounts;

/// <summary>Gives each namespace the service account that pods have unless they name another.</summary>
internal sealed class AccountReconciler(IKubernetesClient client, ICache<Namespace> namespaces) : IReconciler
{
    private const string DefaultAccount = "default";

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (namespaces.Get(key) is not { } found || found.IsBeingDeleted()) return ReconcileResult.Done;
        var account = new NamespacedName(key.Name, DefaultAccount);
        if (await client.GetAsync(BuiltIn.ServiceAccounts, account, cancellationToken) is not null) return ReconcileResult.Done;
        var made = new ServiceAccount { Metadata = new ObjectMeta { Name = DefaultAccount, Namespace = key.Name } };
        await client.CreateAsync(BuiltIn.ServiceAccounts, made, null, cancellationToken);
        return ReconcileResult.Done;
    }
}
