using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Selectors;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>The columns that kubectl users know from the built-in kinds.</summary>
internal sealed class BuiltInColumns : ITableColumns
{
    private readonly List<Func<JsonObject, DateTimeOffset, JsonNode?>> _cells = [];
    private readonly List<PrinterColumn> _definitions = [];

    public IReadOnlyList<PrinterColumn> Definitions => _definitions;

    public IEnumerable<JsonNode?> Cells(JsonObject obj, DateTimeOffset now) => _cells.Select(cell => cell(obj, now));

    public static BuiltInColumns For(ResourceInfo resource) => resource.Plural switch
    {
        "pods" => new BuiltInColumns().Name().Text("Ready", PodCells.Ready).Text("Status", PodCells.Status).Timed("Restarts", PodCells.Restarts).Age()
            .Wide("IP", p => p.TextAt("status", "podIP")).Wide("Node", p => p.TextAt("spec", "nodeName")).Wide("Nominated Node", p => p.TextAt("status", "nominatedNodeName")).Wide("Readiness Gates", _ => null),
        "deployments" => new BuiltInColumns().Name().Text("Ready", d => $"{d.IntegerAt("status", "readyReplicas") ?? 0}/{d.IntegerAt("spec", "replicas") ?? 0}")
            .Number("Up-to-date", "string", "status", "updatedReplicas").Number("Available", "string", "status", "availableReplicas").Age().Template(),
        "replicasets" => new BuiltInColumns().Name().Number("Desired", "integer", "spec", "replicas").Number("Current", "integer", "status", "replicas").Number("Ready", "integer", "status", "readyReplicas").Age().Template(),
        "jobs" => new BuiltInColumns().Name().Text("Status", JobCells.Status).Text("Completions", JobCells.Completions).Timed("Duration", JobCells.Duration).Age().Template(),
        "cronjobs" => new BuiltInColumns().Name().Text("Schedule", c => c.TextAt("spec", "schedule")).Text("Timezone", c => c.TextAt("spec", "timeZone")).Text("Suspend", c => c.FlagAt("spec", "suspend") ? "True" : "False")
            .Add("Active", "integer", 0, (c, _) => JsonValue.Create((long)(c.ArrayAt("status", "active")?.Count ?? 0))).Timed("Last Schedule", (c, now) => c.TextAt("status", "lastScheduleTime") is { } t ? HumanDuration.Since(t, now) : "<none>").Age(),
        "services" => new BuiltInColumns().Name().Text("Type", s => s.TextAt("spec", "type")).Text("Cluster-IP", s => s.TextAt("spec", "clusterIP")).Text("External-IP", s => s.TextAt("spec", "externalName"))
            .Text("Port(s)", Ports).Age().Wide("Selector", s => Labels(s.ObjectAt("spec", "selector"))),
        "events" => Events(resource.Group.Length > 0),
        "nodes" => new BuiltInColumns().Name().Text("Status", NodeStatus).Text("Roles", NodeRoles).Age().Text("Version", n => n.TextAt("status", "nodeInfo", "kubeletVersion"))
            .Wide("Internal-IP", n => NodeAddress(n, "InternalIP")).Wide("External-IP", n => NodeAddress(n, "ExternalIP")).Wide("OS-Image", n => n.TextAt("status", "nodeInfo", "osImage"))
            .Wide("Kernel-Version", n => n.TextAt("status", "nodeInfo", "kernelVersion")).Wide("Container-Runtime", n => n.TextAt("status", "nodeInfo", "containerRuntimeVersion")),
        "namespaces" => new BuiltInColumns().Name().Text("Status", n => n.TextAt("status", "phase")).Age(),
        "configmaps" => new BuiltInColumns().Name().Count("Data", c => (c.ObjectAt("data")?.Count ?? 0) + (c.ObjectAt("binaryData")?.Count ?? 0)).Age(),
        "secrets" => new BuiltInColumns().Name().Text("Type", s => s.TextAt("type")).Count("Data", s => s.ObjectAt("data")?.Count ?? 0).Age(),
        "serviceaccounts" => new BuiltInColumns().Name().Age(),
        "endpoints" => new BuiltInColumns().Name().Text("Endpoints", EndpointList).Age(),
        "endpointslices" => new BuiltInColumns().Name().Text("AddressType", e => e.TextAt("addressType")).Text("Ports", e => string.Join(",", e.ArrayAt("ports").Objects().Select(p => JsonTree.Display(p["port"]))))
            .Text("Endpoints", e => string.Join(",", e.ArrayAt("endpoints").Objects().SelectMany(x => x.ArrayAt("addresses").Strings()))).Age(),
        "leases" => new BuiltInColumns().Name().Add("Holder", "string", 0, (l, _) => JsonValue.Create(l.TextAt("spec", "holderIdentity") ?? "")).Age(),
        "poddisruptionbudgets" => new BuiltInColumns().Name().Text("Min Available", p => Scalar(p.At("spec", "minAvailable")) ?? "N/A").Text("Max Unavailable", p => Scalar(p.At("spec", "maxUnavailable")) ?? "N/A")
            .Number("Allowed Disruptions", "integer", "status", "disruptionsAllowed").Age(),
        "horizontalpodautoscalers" => new BuiltInColumns().Name().Text("Reference", h => $"{h.TextAt("spec", "scaleTargetRef", "kind")}/{h.TextAt("spec", "scaleTargetRef", "name")}").Text("Targets", _ => "<unknown>")
            .Number("MinPods", "string", "spec", "minReplicas").Number("MaxPods", "string", "spec", "maxReplicas").Number("Replicas", "string", "status", "currentReplicas").Age(),
        "networkpolicies" => new BuiltInColumns().Name().Text("Pod-Selector", n => LabelSelector.FromObject(n.ObjectAt("spec", "podSelector")).ToString()).Age(),
        "persistentvolumeclaims" => new BuiltInColumns().Name().Text("Status", p => p.TextAt("status", "phase")).Text("Volume", p => p.TextAt("spec", "volumeName")).Text("Capacity", p => Scalar(p.At("status", "capacity", "storage")))
            .Text("Access Modes", p => string.Join(",", p.ArrayAt("status", "accessModes").Strings())).Text("StorageClass", p => p.TextAt("spec", "storageClassName")).Age(),
        "customresourcedefinitions" => new BuiltInColumns().Name().Add("Created At", "date", 0, (c, _) => c.At("metadata", "creationTimestamp")?.DeepClone()),
        _ => new BuiltInColumns().Name().Age(),
    };

    private static BuiltInColumns Events(bool newer)
    {
        var (last, involved, message) = newer ? ("deprecatedLastTimestamp", "regarding", "note") : ("lastTimestamp", "involvedObject", "message");
        var first = newer ? "deprecatedFirstTimestamp" : "firstTimestamp";
        var count = newer ? "deprecatedCount" : "count";
        return new BuiltInColumns()
            .Timed("Last Seen", (e, now) => HumanDuration.Since(e.TextAt("series", "lastObservedTime") ?? e.TextAt(last) ?? e.TextAt("eventTime"), now))
            .Text("Type", e => e.TextAt("type"))
            .Text("Reason", e => e.TextAt("reason"))
            .Text("Object", e => $"{e.TextAt(involved, "kind")?.ToLowerInvariant()}/{e.TextAt(involved, "name")}")
            .Add("Subobject", "string", 1, (e, _) => JsonValue.Create(e.TextAt(involved, "fieldPath") ?? ""))
            .Add("Source", "string", 1, (e, _) => JsonValue.Create(e.TextAt("source", "component") ?? e.TextAt("reportingComponent") ?? e.TextAt("reportingController") ?? ""))
            .Text("Message", e => e.TextAt(message)?.Trim())
            .Add("First Seen", "string", 1, (e, now) => JsonValue.Create(HumanDuration.Since(e.TextAt(first) ?? e.TextAt("eventTime"), now)))
            .Add("Count", "string", 1, (e, _) => JsonValue.Create(JsonTree.Display(e.At("series", "count") ?? e[count] ?? JsonValue.Create(1L))))
            .Add("Name", "string", 1, (e, _) => JsonValue.Create(e.TextAt("metadata", "name") ?? ""), "name");
    }

    private BuiltInColumns Name() => Add("Name", "string", 0, (o, _) => JsonValue.Create(o.TextAt("metadata", "name") ?? ""), "name");

    private BuiltInColumns Age() => Timed("Age", (o, now) => HumanDuration.Since(o.TextAt("metadata", "creationTimestamp"), now));

    private BuiltInColumns Text(string name, Func<JsonObject, string?> cell) => Add(name, "string", 0, (o, _) => Shown(cell(o)));

    private BuiltInColumns Wide(string name, Func<JsonObject, string?> cell) => Add(name, "string", 1, (o, _) => Shown(cell(o)));

    private BuiltInColumns Timed(string name, Func<JsonObject, DateTimeOffset, string?> cell) => Add(name, "string", 0, (o, now) => Shown(cell(o, now)));

    private BuiltInColumns Number(string name, string type, params string[] path) => Add(name, type, 0, (o, _) => JsonValue.Create(o.IntegerAt(path) ?? 0));

    private BuiltInColumns Count(string name, Func<JsonObject, long> cell) => Add(name, "string", 0, (o, _) => JsonValue.Create(cell(o)));

    private BuiltInColumns Template() =>
        Add("Containers", "string", 1, (o, _) => JsonValue.Create(Containers(o, "name"))).Add("Images", "string", 1, (o, _) => JsonValue.Create(Containers(o, "image")))
            .Add("Selector", "string", 1, (o, _) => JsonValue.Create(LabelSelector.FromObject(o.ObjectAt("spec", "selector")).ToString()));

    private BuiltInColumns Add(string name, string type, int priority, Func<JsonObject, DateTimeOffset, JsonNode?> cell, string format = "")
    {
        _definitions.Add(new PrinterColumn(name, type, "", name, format, priority));
        _cells.Add(cell);
        return this;
    }

    private static JsonValue Shown(string? text) => JsonValue.Create(string.IsNullOrEmpty(text) ? "<none>" : text);

    private static string? Scalar(JsonNode? value) => value is null ? null : JsonTree.Display(value);

    private static string Labels(JsonObject? labels) => string.Join(",", (labels ?? []).Select(l => $"{l.Key}={JsonTree.Display(l.Value)}"));

    private static string Containers(JsonObject workload, string field) =>
        string.Join(",", workload.ArrayAt("spec", "template", "spec", "containers").Objects().Select(c => c.TextAt(field)));

    private static string Ports(JsonObject service) =>
        string.Join(",", service.ArrayAt("spec", "ports").Objects().Select(p => $"{JsonTree.Display(p["port"])}{(p.IntegerAt("nodePort") is > 0 and var n ? $":{n}" : "")}/{p.TextAt("protocol")}"));

    private static string EndpointList(JsonObject endpoints) => string.Join(
        ",",
        from subset in endpoints.ArrayAt("subsets").Objects()
        from port in subset.ArrayAt("ports").Objects()
        from address in subset.ArrayAt("addresses").Objects()
        select $"{address.TextAt("ip")}:{JsonTree.Display(port["port"])}");

    private static string NodeStatus(JsonObject node)
    {
        var ready = node.ArrayAt("status", "conditions").Objects().FirstOrDefault(c => c.TextAt("type") == "Ready").TextAt("status");
        var status = ready switch { "True" => "Ready", "False" => "NotReady", _ => "Unknown" };
        return node.FlagAt("spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static string NodeRoles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        return string.Join(",", (node.ObjectAt("metadata", "labels") ?? []).Where(l => l.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(l => l.Key[Prefix.Length..]));
    }

    private static string? NodeAddress(JsonObject node, string type) =>
        node.ArrayAt("status", "addresses").Objects().FirstOrDefault(a => a.TextAt("type") == type).TextAt("address");
}
