using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Lifecycle;

/// <summary>Empties namespaces that are deleted, and lets them go when nothing is left.</summary>
internal sealed class NamespaceLifecycle(RevisionLog log, ResourceRegistry registry, ObjectWriter writer, ObjectDeleter deleter) : ILifecycle
{
    private const string Namespaces = "namespaces";

    public void Start()
    {
        foreach (var ns in log.List(Namespaces).Objects.Values)
        {
            Follow(ns.Name);
        }
    }

    public void Observe(LogRecord record)
    {
        if (record.StorageKey == Namespaces && record.Kind != ChangeKind.Deleted)
        {
            Follow(record.Current.Name);
        }
        else if (record.Kind == ChangeKind.Deleted && record.Current.Namespace.Length > 0)
        {
            Follow(record.Current.Namespace);
        }
    }

    private void Follow(string name)
    {
        if (log.Find(Namespaces, "", name) is not { IsTerminating: true } ns)
        {
            return;
        }

        var left = 0;
        foreach (var resource in registry.All.Where(r => r is { Namespaced: true, IsReview: false, Conversion: null }).DistinctBy(r => r.StorageKey))
        {
            foreach (var obj in log.List(resource.StorageKey).Objects.Values.Where(o => o.Namespace == name))
            {
                if (!obj.IsTerminating)
                {
                    deleter.Delete(resource, name, obj.Name, new DeleteOptions { PropagationPolicy = "Background" });
                }

                left += log.Find(resource.StorageKey, name, obj.Name) is null ? 0 : 1;
            }
        }

        if (left > 0)
        {
            return;
        }

        var next = ns.Copy();
        next["spec"] = new JsonObject();
        writer.TryReplace(registry.Get("", Namespaces), ns, next);
    }
}
