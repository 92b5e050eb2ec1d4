using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>What an owner reference must name.</summary>
internal static class OwnerReferences
{
    private const string Path = "metadata.ownerReferences";

    public static void Validate(JsonArray? references, ICollection<FieldError> errors)
    {
        JsonObject? controller = null;
        foreach (var reference in references.Objects())
        {
            Require(reference, "apiVersion", "version must not be empty", errors);
            Require(reference, "kind", "must not be empty", errors);
            Require(reference, "name", "must not be empty", errors);
            Require(reference, "uid", "must not be empty", errors);
            if (reference.TextAt("apiVersion") == "v1" && reference.TextAt("kind") == "Event")
            {
                errors.Add(FieldError.Invalid(Path, reference, "/v1, Kind=Event is disallowed from being an owner"));
            }

            if (!reference.FlagAt("controller"))
            {
                continue;
            }

            if (controller is not null)
            {
                errors.Add(FieldError.Invalid(Path, references, $"Only one reference can have Controller set to true. Found \"true\" in references for {controller.TextAt("kind")}/{controller.TextAt("name")} and {reference.TextAt("kind")}/{reference.TextAt("name")}"));
            }

            controller = reference;
        }
    }

    private static void Require(JsonObject reference, string field, string detail, ICollection<FieldError> errors)
    {
        if (string.IsNullOrEmpty(reference.TextAt(field)))
        {
            errors.Add(FieldError.Invalid($"{Path}.{field}", JsonValue.Create(""), detail));
        }
    }
}
