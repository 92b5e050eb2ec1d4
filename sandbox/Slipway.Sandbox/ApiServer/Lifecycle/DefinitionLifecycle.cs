using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Lifecycle;

/// <summary>Establishes definitions of custom resources, serves them, and takes all their objects with them when they go.</summary>
internal sealed class DefinitionLifecycle(RevisionLog log, ResourceRegistry registry, ObjectWriter writer, ObjectDeleter deleter, TimeProvider time) : ILifecycle
{
    private const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    public void Start()
    {
        foreach (var definition in log.List(Definitions).Objects.Values)
        {
            Follow(definition);
        }
    }

    public void Observe(LogRecord record)
    {
        if (record.StorageKey == Definitions)
        {
            if (record.Kind == ChangeKind.Deleted)
            {
                registry.Replace(record.Current.Json.TextAt("spec", "group")!, record.Current.Json.TextAt("spec", "names", "plural")!, []);
            }
            else
            {
                Follow(record.Current);
            }
        }
        else if (record.Kind == ChangeKind.Deleted && log.Find(Definitions, "", record.StorageKey) is { IsTerminating: true } definition)
        {
            Follow(definition);
        }
    }

    private void Follow(StoredObject seen)
    {
        if (log.Find(Definitions, "", seen.Name) is not { } definition)
        {
            return;
        }

        if (definition.IsTerminating)
        {
            CleanUp(definition);
            return;
        }

        registry.Replace(definition.Json.TextAt("spec", "group")!, definition.Json.TextAt("spec", "names", "plural")!, CustomResources.Of(definition.Json));
        var accepted = definition.Json.At("spec", "names");
        if (JsonTree.Equal(definition.Json.At("status", "acceptedNames"), accepted) && definition.Json.ArrayAt("status", "conditions") is { Count: > 0 })
        {
            return;
        }

        var next = definition.Copy();
        var status = next.Child("status");
        status["acceptedNames"] = accepted!.DeepClone();
        status["conditions"] = new JsonArray(
            Condition("NamesAccepted", "NoConflicts", "no conflicts found"),
            Condition("Established", "InitialNamesAccepted", "the initial names have been accepted"));
        Replace(definition, next);
    }

    private void CleanUp(StoredObject definition)
    {
        foreach (var resource in CustomResources.Of(definition.Json).Take(1))
        {
            var objects = log.List(resource.StorageKey).Objects.Values;
            foreach (var obj in objects.Where(o => !o.IsTerminating))
            {
                deleter.Delete(resource, obj.Namespace, obj.Name, new DeleteOptions());
            }

            if (log.List(resource.StorageKey).Objects.Count > 0)
            {
                return; // finalizers hold some; their deletion comes by here again
            }
        }

        var next = definition.Copy();
        var finalizers = MetadataRules.Finalizers(next).Strings().Where(f => f != CustomResourceDefinitionRules.CleanupFinalizer).ToList();
        next.Child("metadata")["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode?)JsonValue.Create(f))]);
        Replace(definition, next);
    }

    private void Replace(StoredObject definition, JsonObject next) => writer.TryReplace(registry.Get("apiextensions.k8s.io", "customresourcedefinitions"), definition, next);

    private JsonObject Condition(string type, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = MetadataRules.Timestamp(time.GetUtcNow()),
        ["reason"] = reason,
        ["message"] = message,
    };
}
