using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Admission;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>Deletes objects, or marks them when finalizers, a namespace's content or a pod's node must act first.</summary>
internal sealed class ObjectDeleter(RevisionLog log, IAdmission admission, TimeProvider time)
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    /// <summary>Whether a marked object has nothing left to wait for.</summary>
    public static bool IsFinished(JsonObject obj) =>
        obj.At("metadata", "deletionTimestamp") is not null
        && (obj.IntegerAt("metadata", "deletionGracePeriodSeconds") ?? 0) == 0
        && MetadataRules.Finalizers(obj) is not { Count: > 0 }
        && obj.ArrayAt("spec", "finalizers") is not { Count: > 0 };

    /// <summary>A deletion that a client asks for; webhooks may refuse it.</summary>
    public async Task<DeleteResult> DeleteAsync(
        ResourceInfo resource, string ns, string name, DeleteOptions options, ICollection<string> warnings, CancellationToken cancellation)
    {
        while (true)
        {
            var old = Find(resource, ns, name, options);
            var attempt = new AdmissionAttempt
            {
                Resource = resource, Operation = "DELETE", Name = name, Namespace = old.Namespace, OldObject = old.Json, DryRun = options.DryRun,
            };
            await admission.ReviewAsync(attempt, warnings, cancellation);
            if (TryDelete(resource, old, options, warnings) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>A deletion that follows from another one; nobody is asked.</summary>
    public DeleteResult Delete(ResourceInfo resource, string ns, string name, DeleteOptions options)
    {
        while (true)
        {
            if (TryDelete(resource, Find(resource, ns, name, options), options, []) is { } result)
            {
                return result;
            }
        }
    }

    private StoredObject Find(ResourceInfo resource, string ns, string name, DeleteOptions options)
    {
        var old = log.Find(resource.StorageKey, ns, name) ?? throw ApiErrors.NotFound(resource, name);
        CheckPreconditions(resource, old, options);
        return old;
    }

    /// <summary>Null when the object has changed meanwhile.</summary>
    private DeleteResult? TryDelete(ResourceInfo resource, StoredObject old, DeleteOptions options, ICollection<string> warnings)
    {
        var marked = Mark(resource, old, options, warnings);
        var answersObject = resource.Kind is "Pod" or "Namespace" && resource.Group.Length == 0;
        if (IsFinished(marked))
        {
            return options.DryRun || log.TryDelete(resource.StorageKey, old) ? new DeleteResult(answersObject ? marked : null, old.Uid) : null;
        }

        if (options.DryRun || JsonTree.Equal(marked, old.Json))
        {
            return new DeleteResult(marked, old.Uid);
        }

        return log.TryPut(resource.StorageKey, old, marked) is { } stored ? new DeleteResult(stored.Json, old.Uid) : null;
    }

    private JsonObject Mark(ResourceInfo resource, StoredObject old, DeleteOptions options, ICollection<string> warnings)
    {
        var obj = old.Copy();
        var metadata = obj.Child("metadata");
        SetFinalizers(resource, metadata, options, warnings);
        var grace = GracePeriod(resource, old.Json, options);
        if (!old.IsTerminating)
        {
            metadata["deletionTimestamp"] = MetadataRules.Timestamp(time.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata.IntegerAt("generation") is { } generation)
            {
                metadata["generation"] = generation + 1;
            }

            if (resource is { Kind: "Namespace", Group: "" })
            {
                metadata.Remove("deletionGracePeriodSeconds");
                obj.Child("status")["phase"] = "Terminating";
            }
        }
        else if (grace < metadata.IntegerAt("deletionGracePeriodSeconds"))
        {
            metadata["deletionGracePeriodSeconds"] = grace;
        }

        return obj;
    }

    private static void SetFinalizers(ResourceInfo resource, JsonObject metadata, DeleteOptions options, ICollection<string> warnings)
    {
        var finalizers = metadata.ArrayAt("finalizers").Strings().ToList();
        var policy = options.PropagationPolicy;
        if (policy is null && resource is { Kind: "Job", Group: "batch" })
        {
            policy = "Orphan";
            warnings.Add("child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning");
        }

        if (policy is not null)
        {
            finalizers.RemoveAll(f => f is Foreground or Orphan);
        }

        if (policy is "Foreground" or "Orphan")
        {
            finalizers.Add(policy == "Orphan" ? Orphan : Foreground);
        }

        if (resource.Kind == "CustomResourceDefinition" && !finalizers.Contains(CustomResourceDefinitionRules.CleanupFinalizer) && metadata["deletionTimestamp"] is null)
        {
            finalizers.Add(CustomResourceDefinitionRules.CleanupFinalizer);
        }

        if (finalizers.Count > 0)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode?)JsonValue.Create(f))]);
        }
        else
        {
            metadata.Remove("finalizers");
        }
    }

    /// <summary>Only pods on a node have one: the node ends the processes and then deletes with a period of 0.</summary>
    private static long GracePeriod(ResourceInfo resource, JsonObject obj, DeleteOptions options)
    {
        if (resource is not { Kind: "Pod", Group: "" })
        {
            return 0;
        }

        var unscheduled = string.IsNullOrEmpty(obj.TextAt("spec", "nodeName"));
        var over = obj.TextAt("status", "phase") is "Succeeded" or "Failed";
        return unscheduled || over ? 0 : Math.Max(0, options.GracePeriodSeconds ?? obj.IntegerAt("spec", "terminationGracePeriodSeconds") ?? 30);
    }

    private static void CheckPreconditions(ResourceInfo resource, StoredObject old, DeleteOptions options)
    {
        if (options.PreconditionUid is { } uid && uid != old.Uid)
        {
            throw ApiErrors.Precondition(resource, old.Name, $"the UID in the precondition ({uid}) does not match the UID in record ({old.Uid}). The object might have been deleted and then recreated");
        }

        var version = old.Revision.ToString(CultureInfo.InvariantCulture);
        if (options.PreconditionResourceVersion is { } wanted && wanted != version)
        {
            throw ApiErrors.Precondition(resource, old.Name, $"the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }
}
