using System.Text;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Network;

/// <summary>Keeps a file per namespace in which its pods find the names of services, as they would in the cluster's DNS.</summary>
internal sealed class HostsFiles(NodeFolders folders, ICache<Service> services, ICache<EndpointSlice> slices, ICache<Pod> pods) : IReconciler
{
    private readonly Lock gate = new();

    /// <summary>Writes the file of a namespace; the key's name does not matter.</summary>
    public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // A new namespace's file must know of the services of all others.
        foreach (var @namespace in Namespaces().Append(key.Namespace).Distinct(StringComparer.Ordinal)) Write(@namespace);
        return Task.FromResult(ReconcileResult.Done);
    }

    /// <summary>Makes sure that the file is there before the first process of the namespace needs it.</summary>
    public void Ensure(string @namespace)
    {
        if (!File.Exists(folders.Hosts(@namespace))) Write(@namespace);
    }

    private IEnumerable<string> Namespaces() => Directory.Exists(Path.GetDirectoryName(folders.Hosts("_")))
        ? Directory.EnumerateFiles(Path.GetDirectoryName(folders.Hosts("_"))!).Select(path => Path.GetFileName(path))
        : [];

    private void Write(string @namespace)
    {
        var path = folders.Hosts(@namespace);
        var content = Encoding.UTF8.GetBytes(HostsText.Write(@namespace, services.List(), slices.List(), pods.List()));
        lock (gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // In place and in one write: processes have this very file mounted, so it must not be replaced by another.
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            file.Write(content);
            file.SetLength(content.Length);
        }
    }
}
