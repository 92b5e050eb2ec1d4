using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Services: addresses, families and target ports are filled in; the address is for good.</summary>
internal sealed class ServiceRules(ServiceAddresses addresses) : IKindRules
{
    private static readonly string[] AllocatedFields = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    public void Default(JsonObject obj)
    {
        var spec = obj.Child("spec");
        foreach (var port in spec.ArrayAt("ports").Objects())
        {
            port.SetDefault("targetPort", () => port["port"]?.DeepClone());
        }

        if (spec.TextAt("type") != "ExternalName")
        {
            spec.SetDefault("internalTrafficPolicy", "Cluster");
        }

        if (spec.TextAt("type") is "NodePort" or "LoadBalancer")
        {
            spec.SetDefault("externalTrafficPolicy", "Cluster");
        }
    }

    public void PrepareCreate(JsonObject obj)
    {
        var spec = obj.Child("spec");
        if (spec.TextAt("type") == "ExternalName")
        {
            return;
        }

        if (spec.TextAt("clusterIP") is { Length: > 0 } given)
        {
            addresses.Reserve(given);
        }
        else
        {
            spec["clusterIP"] = addresses.Allocate();
        }

        spec["clusterIPs"] = new JsonArray(spec.TextAt("clusterIP"));
        // Headless services without a selector are dual stack on every cluster: nobody knows what their endpoints will be.
        var dual = spec.TextAt("clusterIP") == "None" && spec.ObjectAt("selector") is null;
        spec.SetDefault("ipFamilies", () => dual ? new JsonArray("IPv4", "IPv6") : new JsonArray("IPv4"));
        spec.SetDefault("ipFamilyPolicy", dual ? "RequireDualStack" : "SingleStack");
    }

    public void PrepareUpdate(JsonObject obj, JsonObject old)
    {
        var spec = obj.Child("spec");
        foreach (var field in AllocatedFields)
        {
            if (spec.TextAt("type") != "ExternalName")
            {
                spec.SetDefault(field, () => old.At("spec", field)?.DeepClone());
            }
        }
    }

    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        var spec = obj.ObjectAt("spec");
        var type = spec.TextAt("type");
        if (type != "ExternalName" && spec.TextAt("clusterIP") != "None" && spec.ArrayAt("ports") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.ports"));
        }

        if (type == "ExternalName" && string.IsNullOrEmpty(spec.TextAt("externalName")))
        {
            errors.Add(FieldError.Required("spec.externalName"));
        }

        if (old.TextAt("spec", "clusterIP") is { Length: > 0 } before && type != "ExternalName" && spec.TextAt("clusterIP") != before)
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs[0]", spec.ArrayAt("clusterIPs")?.DeepClone(), "may not change once set"));
        }

        var several = spec.ArrayAt("ports") is { Count: > 1 };
        foreach (var (index, port) in spec.ArrayAt("ports").Objects().Index())
        {
            if (several && string.IsNullOrEmpty(port.TextAt("name")))
            {
                errors.Add(FieldError.Required($"spec.ports[{index}].name"));
            }
        }
    }
}
