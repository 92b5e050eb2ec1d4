using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>Further causes that a real server gives for custom resources, besides those of the schema.</summary>
internal static class CustomResourceChecks
{
    private const string NotAllChecked = "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
    private static readonly string[] BlockingReasons = ["FieldValueRequired", "FieldValueTypeInvalid", "FieldValueNotSupported", "FieldValueTooLong", "FieldValueTooMany"];

    public static void Add(JsonObject obj, ResourceInfo resource, List<FieldError> errors, bool invalidName)
    {
        if (resource.Scale is { } scale)
        {
            CheckReplicas(obj, scale.SpecReplicas, errors);
            CheckReplicas(obj, scale.StatusReplicas, errors);
        }

        // Rules of a schema's x-kubernetes-validations run on sound objects only; a real server says so, and kubectl prints it.
        if (errors.Exists(e => BlockingReasons.Contains(e.Reason) && !(invalidName && e.Field == "metadata.name" && e.Reason == "FieldValueInvalid")))
        {
            errors.Add(FieldError.Invalid("<nil>", null, NotAllChecked));
        }
    }

    private static void CheckReplicas(JsonObject obj, string[] path, List<FieldError> errors)
    {
        var field = "." + string.Join('.', path);
        switch (obj.At(path))
        {
            case null:
                break;
            case var value when !JsonTree.IsInteger(value, out var replicas):
                var type = JsonTree.IsString(value, out _) ? "string" : JsonTree.IsBoolean(value, out _) ? "bool" : JsonTree.IsNumber(value, out _) ? "float64" : "map[string]interface {}";
                errors.Add(FieldError.Invalid(field, JsonValue.Create(0L), $"{field} accessor error: {JsonTree.Display(value)} is of the type {type}, expected int64"));
                break;
            case var value when JsonTree.IsInteger(value, out var replicas) && replicas < 0:
                errors.Add(FieldError.Invalid(field, value, "should be a non-negative integer"));
                break;
        }
    }
}
