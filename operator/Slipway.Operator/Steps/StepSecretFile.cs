using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>A key of a Secret as a file of the one pod that needs it. Environment variables would be inherited, dumped and listed.</summary>
internal static class StepSecretFile
{
    private const string Name = "slipway-key";
    private const string Folder = "/etc/slipway/key";
    private const string File = "pseudonymisation";

    /// <summary>The volume, where there is one.</summary>
    public static IEnumerable<Volume> Volumes(SecretKey? key)
    {
        if (key is null) yield break;
        yield return new Volume { Name = Name, Secret = new SecretVolumeSource { SecretName = key.Name, Items = [new KeyToPath { Key = key.Key, Path = File }] } };
    }

    /// <summary>Tells the step where the file is.</summary>
    public static IEnumerable<EnvVar> Environment(SecretKey? key)
    {
        if (key is not null) yield return new EnvVar { Name = "SLIPWAY_PSEUDONYMISATION_KEY_FILE", Value = $"{Folder}/{File}" };
    }

    /// <summary>Where it is mounted.</summary>
    public static IEnumerable<VolumeMount> Mounts(SecretKey? key)
    {
        if (key is not null) yield return new VolumeMount { Name = Name, MountPath = Folder, ReadOnly = true };
    }
}
