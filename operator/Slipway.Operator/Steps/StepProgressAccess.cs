using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>How the pods of a step tell how far they have come: by the three variables of Kubeflow's trainers, which callbacks of training frameworks know.</summary>
/// <param name="Url">Where they post to.</param>
/// <param name="CaCertificates">Whom they trust there, in PEM.</param>
/// <remarks>The token is one of the pod's own service account, for this audience alone, bound to the pod and renewed by the kubelet. Nothing else accepts it.</remarks>
internal sealed record StepProgressAccess(string Url, string CaCertificates)
{
    /// <summary>Audience of the token.</summary>
    public const string Audience = "slipway.dev/progress";

    private const string VolumeName = "slipway-progress";
    private const string Folder = "/var/run/secrets/slipway.dev/progress";
    private const string CaFile = "ca.crt";
    private const int TokenSeconds = 3600;

    /// <summary>The volume with the token and the authorities, where the step tells its progress.</summary>
    public static IEnumerable<Volume> Volumes(StepTemplate step)
    {
        if (step.Progress is null) yield break;
        var sources = new JsonArray(
            new JsonObject { ["serviceAccountToken"] = new JsonObject { ["audience"] = Audience, ["expirationSeconds"] = TokenSeconds, ["path"] = "token" } },
            new JsonObject { ["configMap"] = new JsonObject { ["name"] = step.Name, ["items"] = new JsonArray(new JsonObject { ["key"] = CaFile, ["path"] = CaFile }) } });
        yield return new Volume
        {
            Name = VolumeName,
            OtherSources = new Dictionary<string, JsonElement> { ["projected"] = JsonSerializer.SerializeToElement(new JsonObject { ["sources"] = sources }, KubernetesJson.Default.JsonObject) },
        };
    }

    /// <summary>Where it is mounted.</summary>
    public static IEnumerable<VolumeMount> Mounts(StepTemplate step)
    {
        if (step.Progress is not null) yield return new VolumeMount { Name = VolumeName, MountPath = Folder, ReadOnly = true };
    }

    /// <summary>The variables.</summary>
    public static IEnumerable<EnvVar> Environment(StepTemplate step)
    {
        if (step.Progress is not { } progress) yield break;
        yield return new EnvVar { Name = "KUBEFLOW_TRAINER_SERVER_URL", Value = progress.Url };
        yield return new EnvVar { Name = "KUBEFLOW_TRAINER_SERVER_CA_CERT", Value = $"{Folder}/{CaFile}" };
        yield return new EnvVar { Name = "KUBEFLOW_TRAINER_SERVER_TOKEN", Value = $"{Folder}/token" };
    }

    /// <summary>What the step's ConfigMap holds for it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Data(StepTemplate step)
    {
        if (step.Progress is { } progress) yield return KeyValuePair.Create(CaFile, progress.CaCertificates);
    }
}
