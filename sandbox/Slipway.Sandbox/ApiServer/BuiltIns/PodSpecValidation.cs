using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>What is refused in the spec of a pod, and in templates of pods.</summary>
internal static class PodSpecValidation
{
    public static void Validate(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        if (spec is null)
        {
            return;
        }

        if (spec.ArrayAt("containers") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required($"{path}.containers"));
        }

        var volumes = spec.ArrayAt("volumes").Objects().Select(v => v.TextAt("name")).ToHashSet(StringComparer.Ordinal);
        var names = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var list in new[] { "initContainers", "containers" })
        {
            foreach (var (index, container) in spec.ArrayAt(list).Objects().Index())
            {
                var at = $"{path}.{list}[{index}]";
                if (string.IsNullOrEmpty(container.TextAt("image")))
                {
                    errors.Add(FieldError.Required($"{at}.image"));
                }

                if (!names.Add(container.TextAt("name")))
                {
                    errors.Add(FieldError.Duplicate($"{at}.name", container["name"]));
                }

                ValidateResources(container.ObjectAt("resources"), $"{at}.resources", errors);
                ValidateMounts(container, volumes, at, errors);
            }
        }
    }

    private static void ValidateResources(JsonObject? resources, string path, ICollection<FieldError> errors)
    {
        foreach (var (name, request) in resources.ObjectAt("requests") ?? [])
        {
            if (resources.TextAt("limits", name) is { } limit && Quantity.Parse(JsonTree.Display(request)) > Quantity.Parse(limit))
            {
                errors.Add(FieldError.Invalid($"{path}.requests", request, $"must be less than or equal to {name} limit of {limit}"));
            }
        }
    }

    private static void ValidateMounts(JsonObject container, HashSet<string?> volumes, string path, ICollection<FieldError> errors)
    {
        foreach (var (index, mount) in container.ArrayAt("volumeMounts").Objects().Index())
        {
            if (!volumes.Contains(mount.TextAt("name")))
            {
                errors.Add(FieldError.NotFound($"{path}.volumeMounts[{index}].name", mount["name"]));
            }
        }
    }
}
