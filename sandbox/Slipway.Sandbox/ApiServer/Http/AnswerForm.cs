using Microsoft.AspNetCore.Http;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>The form in which a client wants objects.</summary>
internal enum AnswerForm
{
    Object,
    Table,
    MetadataOnly,
}

/// <summary>Chooses the form of an answer from the Accept header.</summary>
internal static class AnswerForms
{
    private const string Served = "application/json, application/yaml, application/vnd.kubernetes.protobuf, application/cbor";

    public static AnswerForm Choose(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            return AnswerForm.Object;
        }

        foreach (var type in MediaType.ParseAll(accept))
        {
            if (type.Name is not ("application/json" or "application/*" or "*/*" or "application/json;stream=watch"))
            {
                continue;
            }

            switch (type.As)
            {
                case null:
                    return AnswerForm.Object;
                case "Table" when type.Group == "meta.k8s.io" && type.Version == "v1":
                    return AnswerForm.Table;
                case "PartialObjectMetadata" or "PartialObjectMetadataList" when type.Group == "meta.k8s.io" && type.Version == "v1":
                    return AnswerForm.MetadataOnly;
            }
        }

        throw ApiErrors.NotAcceptable(Served);
    }
}
