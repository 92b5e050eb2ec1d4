using Slipway.Api.Validation;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Webhooks;

/// <summary>Words a refusal as the API server words those by a schema: one cause for each field, so that kubectl lists them all.</summary>
internal static class Refusal
{
    public static ApiStatus Of(AdmissionRequest request, IReadOnlyList<FieldError> errors) => new()
    {
        Status = "Failure",
        Code = 422,
        Reason = StatusReasons.Invalid,
        Message = $"{request.Kind.Kind} '{request.Name}': {string.Join("; ", errors)}",
        Details = new ApiStatusDetails
        {
            Group = request.Kind.Group,
            Kind = request.Kind.Kind,
            Name = request.Name,
            Causes = [.. errors.Select(error => new ApiStatusCause { Reason = "FieldValueInvalid", Field = error.Field, Message = Text(error) })],
        },
    };

    private static string Text(FieldError error) => error.Value is null ? error.Message : $"'{error.Value}': {error.Message}";
}
