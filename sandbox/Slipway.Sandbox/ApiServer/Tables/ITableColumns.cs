using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>The columns of a resource's Table.</summary>
internal interface ITableColumns
{
    IReadOnlyList<PrinterColumn> Definitions { get; }

    IEnumerable<JsonNode?> Cells(JsonObject obj, DateTimeOffset now);
}
