using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Hosting;

/// <summary>What the operator reads of the cluster as a whole, once for all namespaces that it looks after.</summary>
internal sealed class ClusterInformers
{
    public ClusterInformers(IKubernetesClient client, ILoggerFactory loggers, TimeProvider time, Random random)
    {
        // An operator that may look after some namespaces only need not be let see the nodes; it says less then.
        var options = new InformerOptions<Node> { IsOptional = true, MayBeForbidden = true, Transform = CacheShapes.Of, Time = time, Random = random };
        Nodes = new Informer<Node>(client, BuiltIn.Nodes, options, loggers.CreateLogger<Informer<Node>>());
    }

    /// <summary>The nodes.</summary>
    public Informer<Node> Nodes { get; }
}
