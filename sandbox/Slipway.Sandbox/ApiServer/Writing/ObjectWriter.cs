using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Admission;
using Slipway.Sandbox.ApiServer.Apply;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>
/// Creates and changes objects. Each change is computed from a state and committed only if that is still the state;
/// otherwise it is computed again, unless the client named the version that it meant.
/// </summary>
internal sealed class ObjectWriter(RevisionLog log, IAdmission admission, TimeProvider time)
{
    private const int NameCollisionRetries = 8;

    public StoredObject? Find(ResourceInfo resource, string ns, string name) => log.Find(resource.StorageKey, ns, name);

    public StoredObject Get(ResourceInfo resource, string ns, string name) => Find(resource, ns, name) ?? throw ApiErrors.NotFound(resource, name);

    /// <summary>Makes an object of a decoded body.</summary>
    public async Task<WriteResult> CreateAsync(ResourceInfo resource, string ns, JsonObject body, WriteOptions options, CancellationToken cancellation)
    {
        CheckNamespaceOf(body, resource, ns);
        if (!string.IsNullOrEmpty(body.TextAt("metadata", "resourceVersion")))
        {
            throw ApiErrors.Internal("resourceVersion should not be set on objects to be created");
        }

        var given = body.At("metadata", "managedFields")?.DeepClone();
        for (var attempt = 0; ; attempt++)
        {
            var obj = Without(body, "managedFields");
            CheckNamespaceIsOpen(resource, ns, obj);
            ObjectPipeline.PrepareCreate(obj, resource, ns, options, time.GetUtcNow());
            SetManagedFields(obj, new FieldOwnership(resource, options.FieldManager, "", Now()).AfterUpdate(null, obj, given));
            await ReviewAsync(resource, "", null, obj, options, cancellation);
            if (TryInsert(resource, obj, options) is { } result)
            {
                return result;
            }

            var name = obj.TextAt("metadata", "name")!;
            var generated = string.IsNullOrEmpty(body.TextAt("metadata", "name"));
            if (!generated || attempt == NameCollisionRetries)
            {
                throw ApiErrors.AlreadyExists(resource, name, Find(resource, resource.Namespaced ? ns : "", name)?.IsTerminating ?? false);
            }
        }
    }

    /// <summary>
    /// Changes an object. <paramref name="change"/> makes the wanted object from the current one; its resourceVersion, when it has
    /// one, is a precondition.
    /// </summary>
    public async Task<WriteResult> UpdateAsync(
        ResourceInfo resource, string ns, string name, string subresource, WriteOptions options, bool isPut, Func<StoredObject, JsonObject> change, CancellationToken cancellation)
    {
        while (true)
        {
            var old = Get(resource, ns, name);
            var obj = change(old);
            CheckIdentity(obj, old, resource, ns, name, isPut);
            var given = obj.At("metadata", "managedFields")?.DeepClone();
            obj.ObjectAt("metadata")?.Remove("managedFields");
            ObjectPipeline.PrepareUpdate(obj, Without(old.Json, "managedFields"), resource, subresource, options);
            obj.ObjectAt("metadata")!.Remove("managedFields");
            SetManagedFields(obj, new FieldOwnership(resource, options.FieldManager, subresource, Now()).AfterUpdate(old.Json, obj, given));
            await ReviewAsync(resource, subresource, old, obj, options, cancellation);
            if (TryCommit(resource, old, obj, options) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>Applies a configuration (server-side apply); makes the object when it is not there.</summary>
    public async Task<WriteResult> ApplyAsync(ResourceInfo resource, string ns, string name, string subresource, JsonObject config, WriteOptions options, CancellationToken cancellation)
    {
        CheckNamespaceOf(config, resource, ns);
        while (true)
        {
            var old = Find(resource, ns, name);
            if (old is null && subresource.Length > 0)
            {
                throw ApiErrors.NotFound(resource, name);
            }

            var wanted = Without(config, "resourceVersion");
            wanted.Child("metadata")["name"] = name;
            if (old is not null)
            {
                CheckIdentity(config, old, resource, ns, name, isPut: false);
            }

            var ownership = new FieldOwnership(resource, options.FieldManager, subresource, Now());
            var obj = ownership.Apply(old?.Json, wanted, options.Force);
            var managed = obj.At("metadata", "managedFields")?.DeepClone();
            obj.ObjectAt("metadata")!.Remove("managedFields");
            if (old is null)
            {
                CheckNamespaceIsOpen(resource, ns, obj);
                ObjectPipeline.PrepareCreate(obj, resource, ns, options, time.GetUtcNow());
            }
            else
            {
                ObjectPipeline.PrepareUpdate(obj, Without(old.Json, "managedFields"), resource, subresource, options);
            }

            SetManagedFields(obj, managed as JsonArray);
            await ReviewAsync(resource, subresource, old, obj, options, cancellation);
            if ((old is null ? TryInsert(resource, obj, options) : TryCommit(resource, old, obj, options)) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>Writes a successor that the server itself made (lifecycle work); null when the object has changed meanwhile.</summary>
    public WriteResult? TryReplace(ResourceInfo resource, StoredObject old, JsonObject obj) => TryCommit(resource, old, obj, new WriteOptions());

    private Task ReviewAsync(ResourceInfo resource, string subresource, StoredObject? old, JsonObject obj, WriteOptions options, CancellationToken cancellation) => admission.ReviewAsync(
        new AdmissionAttempt
        {
            Resource = resource,
            Operation = old is null ? "CREATE" : "UPDATE",
            Subresource = subresource,
            Name = obj.TextAt("metadata", "name") ?? "",
            Namespace = obj.TextAt("metadata", "namespace") ?? "",
            Object = obj,
            OldObject = old?.Json,
            DryRun = options.DryRun,
            User = options.User,
        },
        options.Warnings,
        cancellation);

    private WriteResult? TryInsert(ResourceInfo resource, JsonObject obj, WriteOptions options)
    {
        StripType(obj);
        if (options.DryRun)
        {
            var taken = log.Find(resource.StorageKey, obj.TextAt("metadata", "namespace") ?? "", obj.TextAt("metadata", "name")!) is not null;
            return taken ? null : new WriteResult(obj, Created: true);
        }

        return log.TryPut(resource.StorageKey, null, obj) is { } stored ? new WriteResult(stored.Json, Created: true) : null;
    }

    private WriteResult? TryCommit(ResourceInfo resource, StoredObject old, JsonObject obj, WriteOptions options)
    {
        StripType(obj);
        var metadata = obj.Child("metadata");
        metadata["resourceVersion"] = old.Revision.ToString(CultureInfo.InvariantCulture);
        if (JsonTree.Equal(obj, old.Json) || options.DryRun)
        {
            return new WriteResult(obj, Created: false);
        }

        if (ObjectDeleter.IsFinished(obj))
        {
            // The last finalizer went: the answer is the object as it would have been, under its old version.
            return log.TryDelete(resource.StorageKey, old) ? new WriteResult(obj, Created: false) : null;
        }

        return log.TryPut(resource.StorageKey, old, obj) is { } stored ? new WriteResult(stored.Json, Created: false) : null;
    }

    private static void CheckIdentity(JsonObject obj, StoredObject old, ResourceInfo resource, string ns, string name, bool isPut)
    {
        var given = obj.TextAt("metadata", "name");
        if (isPut && string.IsNullOrEmpty(given))
        {
            throw ApiErrors.BadRequest("name must be provided");
        }

        if (given is not null && given != name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
        }

        CheckNamespaceOf(obj, resource, ns);
        var version = obj.TextAt("metadata", "resourceVersion");
        if (!string.IsNullOrEmpty(version))
        {
            CheckVersion(version, old, resource);
        }
        else if (isPut && !resource.AllowUnconditionalUpdate)
        {
            var error = FieldError.Invalid("metadata.resourceVersion", JsonValue.Create(0L), "must be specified for an update");
            throw ApiErrors.Invalid(resource.QualifiedPlural, resource.Group, resource.Plural, name, [error]);
        }

        if (obj.TextAt("metadata", "uid") is { Length: > 0 } uid && uid != old.Uid)
        {
            if (!isPut)
            {
                var error = FieldError.Invalid("metadata.uid", JsonValue.Create(uid), "field is immutable");
                throw ApiErrors.Invalid(resource, name, [error, error]); // a real server says it twice
            }

            throw ApiErrors.Conflict(resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid}");
        }
    }

    private static void CheckVersion(string version, StoredObject old, ResourceInfo resource)
    {
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            throw ApiErrors.Internal($"resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
        }

        if (revision != old.Revision && revision != 0)
        {
            throw ApiErrors.Conflict(resource, old.Name);
        }
    }

    private static void CheckNamespaceOf(JsonObject body, ResourceInfo resource, string ns)
    {
        if (resource.Namespaced && body.TextAt("metadata", "namespace") is { Length: > 0 } given && given != ns)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private void CheckNamespaceIsOpen(ResourceInfo resource, string ns, JsonObject obj)
    {
        if (!resource.Namespaced)
        {
            return;
        }

        var home = log.Find("namespaces", "", ns) ?? throw ApiErrors.NotFound("namespaces", ns);
        if (home.IsTerminating)
        {
            var cause = new JsonObject { ["reason"] = "NamespaceTerminating", ["message"] = $"namespace {ns} is being terminated", ["field"] = "metadata.namespace" };
            throw ApiErrors.Forbidden(resource, obj.TextAt("metadata", "name") ?? "", $"unable to create new content in namespace {ns} because it is being terminated", new JsonArray(cause));
        }
    }

    private string Now() => MetadataRules.Timestamp(time.GetUtcNow());

    private static JsonObject Without(JsonObject obj, string metadataField)
    {
        var copy = (JsonObject)obj.DeepClone();
        copy.Child("metadata").Remove(metadataField);
        return copy;
    }

    private static void SetManagedFields(JsonObject obj, JsonArray? managed)
    {
        if (managed is not null)
        {
            obj.Child("metadata")["managedFields"] = managed;
        }
    }

    private static void StripType(JsonObject obj)
    {
        obj.Remove("kind");
        obj.Remove("apiVersion");
    }
}
