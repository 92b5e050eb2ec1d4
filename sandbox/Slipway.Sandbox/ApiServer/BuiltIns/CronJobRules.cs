using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>CronJobs carry a pod template, which gets the defaults of pods; the Job's own come when the Job is made.</summary>
internal sealed class CronJobRules : IKindRules
{
    public void Default(JsonObject obj) => PodTemplate.Default(obj.ObjectAt("spec", "jobTemplate", "spec", "template", "spec"));
}
