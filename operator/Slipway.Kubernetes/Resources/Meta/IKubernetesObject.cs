namespace Slipway.Kubernetes.Resources;

/// <summary>What every object of the Kubernetes API has.</summary>
public interface IKubernetesObject
{
    /// <summary><c>group/version</c>, or just <c>v1</c> for the core group.</summary>
    string ApiVersion { get; }

    /// <summary>The kind in CamelCase, <c>ConfigMap</c> for one.</summary>
    string Kind { get; }

    /// <summary>Name, labels, owners and what else is common to all objects.</summary>
    ObjectMeta Metadata { get; }
}
