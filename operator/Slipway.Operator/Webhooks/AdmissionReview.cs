using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Webhooks;

/// <summary>What the API server asks and is answered (admission.k8s.io/v1).</summary>
internal sealed record AdmissionReview
{
    public string ApiVersion { get; init; } = "admission.k8s.io/v1";

    public string Kind { get; init; } = "AdmissionReview";

    public AdmissionRequest? Request { get; init; }

    public AdmissionResponse? Response { get; init; }
}

/// <summary>A write that is about to be done.</summary>
internal sealed record AdmissionRequest
{
    public required string Uid { get; init; }

    public required AdmissionKind Kind { get; init; }

    /// <summary>CREATE, UPDATE or DELETE.</summary>
    public required string Operation { get; init; }

    public string? Name { get; init; }

    public string? Namespace { get; init; }

    public AdmissionUser? UserInfo { get; init; }

    /// <summary>What would be stored; null for a deletion.</summary>
    public JsonElement? Object { get; init; }

    /// <summary>What is stored; null for a creation.</summary>
    public JsonElement? OldObject { get; init; }
}

/// <summary>Kind of the object.</summary>
internal sealed record AdmissionKind(string Group, string Version, string Kind);

/// <summary>Who writes.</summary>
internal sealed record AdmissionUser(string? Username);

/// <summary>The verdict.</summary>
internal sealed record AdmissionResponse
{
    public required string Uid { get; init; }

    public required bool Allowed { get; init; }

    public ApiStatus? Status { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>JSON of the questions and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdmissionReview))]
internal sealed partial class AdmissionJson : JsonSerializerContext;
