using System.Text;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Makes a container's environment from <c>envFrom</c> and <c>env</c>.</summary>
internal sealed class EnvironmentBuilder(IConfigSource source, DownwardFields downward)
{
    /// <summary>The variables that the container's spec asks for; later entries win.</summary>
    /// <exception cref="ConfigurationException">A config map, a secret or a key that is not optional is missing.</exception>
    public async Task<IReadOnlyDictionary<string, string>> BuildAsync(Container container, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in container.EnvFrom.Objects()) await AddAllAsync(entry, result, cancellationToken);
        foreach (var variable in container.Env ?? [])
        {
            if (variable.ValueFrom is not { } from) result[variable.Name] = VariableExpansion.Expand(variable.Value ?? "", result);
            else if (await ResolveAsync(container, from, cancellationToken) is { } value) result[variable.Name] = value;
        }

        return result;
    }

    private async Task AddAllAsync(JsonObject entry, Dictionary<string, string> result, CancellationToken cancellationToken)
    {
        var prefix = entry.TextAt("prefix") ?? "";
        if (entry.ObjectAt("configMapRef") is { } map)
        {
            var found = await ConfigMapAsync(map, cancellationToken);
            foreach (var (key, value) in found?.Data ?? new Dictionary<string, string>()) result[prefix + key] = value;
        }

        if (entry.ObjectAt("secretRef") is { } secret)
        {
            var found = await SecretAsync(secret, cancellationToken);
            foreach (var (key, value) in found?.Data ?? new Dictionary<string, byte[]>()) result[prefix + key] = Encoding.UTF8.GetString(value);
        }
    }

    private async Task<string?> ResolveAsync(Container container, JsonObject from, CancellationToken cancellationToken)
    {
        if (from.TextAt("fieldRef", "fieldPath") is { } path) return downward.Field(path);
        if (from.ObjectAt("resourceFieldRef") is { } resource)
        {
            var owner = resource.TextAt("containerName") is { } name ? FindContainer(name) : container;
            return DownwardFields.Resource(owner, resource.TextAt("resource") ?? "", resource.TextAt("divisor"));
        }

        if (from.ObjectAt("configMapKeyRef") is { } map)
        {
            var found = await ConfigMapAsync(map, cancellationToken);
            return found?.Data?.GetValueOrDefault(Key(map)) ?? Missing(map, "ConfigMap");
        }

        if (from.ObjectAt("secretKeyRef") is { } secret)
        {
            var found = await SecretAsync(secret, cancellationToken);
            return found?.Data?.GetValueOrDefault(Key(secret)) is { } bytes ? Encoding.UTF8.GetString(bytes) : Missing(secret, "Secret");
        }

        throw new ConfigurationException(
            $"the sandbox knows no env source {string.Join(", ", from.Select(member => member.Key))}; it has fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef");
    }

    private Container FindContainer(string name) =>
        (downward.Pod.Spec?.Containers ?? []).FirstOrDefault(container => container.Name == name)
        ?? throw new ConfigurationException($"resourceFieldRef names container \"{name}\", which the pod does not have");

    private async Task<ConfigMap?> ConfigMapAsync(JsonObject reference, CancellationToken cancellationToken)
    {
        var found = await source.ConfigMapAsync(KeyOf(reference), cancellationToken);
        if (found is null && !reference.FlagAt("optional"))
            throw new ConfigurationException($"configmap \"{reference.TextAt("name")}\" not found");
        return found;
    }

    private async Task<Secret?> SecretAsync(JsonObject reference, CancellationToken cancellationToken)
    {
        var found = await source.SecretAsync(KeyOf(reference), cancellationToken);
        if (found is null && !reference.FlagAt("optional"))
            throw new ConfigurationException($"secret \"{reference.TextAt("name")}\" not found");
        return found;
    }

    private string? Missing(JsonObject reference, string kind) => reference.FlagAt("optional")
        ? null
        : throw new ConfigurationException($"couldn't find key {Key(reference)} in {kind} {downward.Pod.Metadata.Namespace}/{reference.TextAt("name")}");

    private NamespacedName KeyOf(JsonObject reference) => new(downward.Pod.Metadata.Namespace ?? "", reference.TextAt("name") ?? "");

    private static string Key(JsonObject reference) => reference.TextAt("key") ?? "";
}
