using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>autoscaling/v1 knows one metric, the utilisation of CPU; autoscaling/v2 is what is stored.</summary>
internal sealed class AutoscalerConversion : IStoredForm
{
    private const string Older = "targetCPUUtilizationPercentage";

    public string Resource => "horizontalpodautoscalers.autoscaling";

    public JsonObject ToStored(JsonObject obj)
    {
        var result = (JsonObject)obj.DeepClone();
        if (result.ObjectAt("spec") is { } spec && spec.IntegerAt(Older) is { } target)
        {
            spec.Remove(Older);
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = target } },
            });
        }

        return result;
    }

    public JsonObject FromStored(JsonObject stored)
    {
        var result = (JsonObject)stored.DeepClone();
        if (result.ObjectAt("spec") is { } spec)
        {
            var cpu = spec.ArrayAt("metrics").Objects().FirstOrDefault(m => m.TextAt("resource", "name") == "cpu");
            spec.Remove("metrics");
            spec.Remove("behavior");
            if (cpu.IntegerAt("resource", "target", "averageUtilization") is { } target)
            {
                spec[Older] = target;
            }
        }

        return result;
    }
}
