namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>A column of a Table; for custom resources the cell is found by <paramref name="JsonPath"/>.</summary>
internal sealed record PrinterColumn(string Name, string Type, string JsonPath, string Description, string Format, int Priority);
