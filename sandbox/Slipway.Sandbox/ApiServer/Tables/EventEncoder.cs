using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Http;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>Encodes the objects of a watch in the form that the client asked for; a Table has its columns in the first event only.</summary>
internal sealed class EventEncoder(ResourceInfo resource, AnswerForm form, string includeObject, TimeProvider time)
{
    private readonly ResourceView _view = new(resource);
    private readonly TableBuilder _tables = new(resource, time);
    private bool _first = true;

    public byte[] Object(StoredObject obj) => form switch
    {
        AnswerForm.Object => _view.Bytes(obj),
        AnswerForm.MetadataOnly => JsonTree.ToUtf8(PartialMetadata.Of(obj.Json)),
        _ => Table(obj),
    };

    public byte[] Bookmark(long revision, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (initialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var bookmark = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.ApiVersion, ["metadata"] = metadata };
        switch (form)
        {
            case AnswerForm.MetadataOnly:
                bookmark["kind"] = PartialMetadata.Kind;
                bookmark["apiVersion"] = PartialMetadata.ApiVersion;
                break;
            case AnswerForm.Table:
                bookmark["kind"] = PartialMetadata.Kind;
                bookmark["apiVersion"] = PartialMetadata.ApiVersion;
                var table = _tables.Empty(revision.ToString(CultureInfo.InvariantCulture), TakeFirst());
                table["rows"] = new JsonArray(new JsonObject { ["cells"] = new JsonArray(), ["object"] = bookmark });
                return JsonTree.ToUtf8(table);
        }

        return JsonTree.ToUtf8(bookmark);
    }

    private byte[] Table(StoredObject obj) =>
        JsonTree.ToUtf8(_tables.Build([obj.Json], obj.Revision.ToString(CultureInfo.InvariantCulture), includeObject, TakeFirst()));

    private bool TakeFirst()
    {
        var first = _first;
        _first = false;
        return first;
    }
}
