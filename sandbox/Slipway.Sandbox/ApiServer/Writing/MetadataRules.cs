using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>The rules of metadata, which all kinds share: what belongs to the server, and what is refused.</summary>
internal static partial class MetadataRules
{
    private const string SuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int LongestBase = 58;
    private const string NotQualified = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static readonly string[] ServerOwned = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];
    private static readonly string[] StandardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonArray? Finalizers(JsonObject obj) => obj.ArrayAt("metadata", "finalizers");

    /// <summary>Overwrites what the server owns in an object that is made.</summary>
    public static void PrepareCreate(JsonObject obj, ResourceInfo resource, string ns, DateTimeOffset now)
    {
        var metadata = obj.Child("metadata");
        foreach (var field in ServerOwned)
        {
            metadata.Remove(field);
        }

        if (resource.Namespaced)
        {
            metadata["namespace"] = ns;
        }
        else
        {
            metadata.Remove("namespace");
        }

        if (string.IsNullOrEmpty(metadata.TextAt("name")) && metadata.TextAt("generateName") is { Length: > 0 } start)
        {
            metadata["name"] = start[..Math.Min(start.Length, LongestBase)] + RandomNumberGenerator.GetString(SuffixAlphabet, 5);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp(now);
        if (resource.TracksGeneration)
        {
            metadata["generation"] = 1L;
        }

        BuiltInNormalization.Apply(metadata, BuiltInSchemas.ObjectMeta);
    }

    /// <summary>Carries over what the server owns into an object that replaces another.</summary>
    public static void PrepareUpdate(JsonObject obj, JsonObject old)
    {
        var metadata = obj.Child("metadata");
        foreach (var field in ServerOwned.Append("namespace").Append("name").Append("generateName"))
        {
            if (old.At("metadata", field) is { } value)
            {
                metadata[field] = value.DeepClone();
            }
            else
            {
                metadata.Remove(field);
            }
        }

        BuiltInNormalization.Apply(metadata, BuiltInSchemas.ObjectMeta);
    }

    public static void Validate(JsonObject obj, JsonObject? old, ResourceInfo resource, WriteOptions options, ICollection<FieldError> errors)
    {
        var metadata = obj.ObjectAt("metadata")!;
        if (old is null)
        {
            ValidateName(metadata, resource, errors);
        }

        ValidateLabels(metadata.ObjectAt("labels"), errors);
        foreach (var (key, _) in (metadata.ObjectAt("annotations") ?? []).Where(a => !QualifiedName().IsMatch(a.Key.ToLowerInvariant())))
        {
            errors.Add(FieldError.Invalid("metadata.annotations", JsonValue.Create(key), NotQualified));
        }

        ValidateFinalizers(metadata, old, resource, options, errors);
        OwnerReferences.Validate(metadata.ArrayAt("ownerReferences"), errors);
    }

    private static void ValidateName(JsonObject metadata, ResourceInfo resource, ICollection<FieldError> errors)
    {
        var name = metadata.TextAt("name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else if (resource.Group == "rbac.authorization.k8s.io" || resource.Kind == "Event")
        {
            // Names of roles are free but for what would break paths.
            if (name is "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('%', StringComparison.Ordinal))
            {
                errors.Add(FieldError.Invalid("metadata.name", JsonValue.Create(name), "may not contain '/' or '%'"));
            }
        }
        else if (resource.Kind is "Namespace")
        {
            if (name.Length > 63 || !LabelName().IsMatch(name))
            {
                errors.Add(FieldError.Invalid("metadata.name", JsonValue.Create(name), "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"));
            }
        }
        else if (resource is { Group: "", Kind: "Service" })
        {
            if (name.Length > 63 || !ServiceName().IsMatch(name))
            {
                errors.Add(FieldError.Invalid("metadata.name", JsonValue.Create(name), "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"));
            }
        }
        else if (name.Length > 253)
        {
            errors.Add(FieldError.Invalid("metadata.name", JsonValue.Create(name), "must be no more than 253 characters"));
        }
        else if (!Subdomain().IsMatch(name))
        {
            errors.Add(FieldError.Invalid("metadata.name", JsonValue.Create(name), "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
        }
    }

    private static void ValidateLabels(JsonObject? labels, ICollection<FieldError> errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            if (!QualifiedName().IsMatch(key))
            {
                errors.Add(FieldError.Invalid("metadata.labels", JsonValue.Create(key), NotQualified));
            }

            if (!LabelValue().IsMatch(JsonTree.Display(value)))
            {
                errors.Add(FieldError.Invalid("metadata.labels", value, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"));
            }
        }
    }

    private static void ValidateFinalizers(JsonObject metadata, JsonObject? old, ResourceInfo resource, WriteOptions options, ICollection<FieldError> errors)
    {
        var finalizers = metadata.ArrayAt("finalizers").Strings().ToList();
        foreach (var finalizer in finalizers.Where(f => !f.Contains('/', StringComparison.Ordinal) && !StandardFinalizers.Contains(f) && f != CustomResourceDefinitionRules.CleanupFinalizer))
        {
            if (!resource.IsCustom)
            {
                errors.Add(FieldError.Invalid("metadata.finalizers[0]", JsonValue.Create(finalizer), "name is neither a standard finalizer name nor is it fully qualified"));
            }
            else if (!(old.ArrayAt("metadata", "finalizers").Strings().Contains(finalizer)))
            {
                options.Warnings.Add($"metadata.finalizers: \"{finalizer}\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers");
            }
        }

        if (old.At("metadata", "deletionTimestamp") is null)
        {
            return;
        }

        var added = finalizers.Except(old.ArrayAt("metadata", "finalizers").Strings()).ToList();
        if (added.Count > 0)
        {
            var error = FieldError.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(a => $"\"{a}\""))}}}");
            // A real server checks this in two places and reports both.
            errors.Add(error);
            errors.Add(error);
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex LabelName();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$")]
    private static partial Regex QualifiedName();

    [GeneratedRegex("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$")]
    private static partial Regex LabelValue();
}
