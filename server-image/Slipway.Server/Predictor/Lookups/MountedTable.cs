using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Serving;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>The file that names lookup files and event logs.</summary>
internal static class MountedTable
{
    /// <returns>The table, or why it cannot be read.</returns>
    public static async Task<(LookupTable? Table, string? Obstacle)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var json = await File.ReadAllBytesAsync(path, cancellationToken);
            return (JsonSerializer.Deserialize(json, ContractsJson.Default.LookupTable) ?? throw new JsonException("the document is null"), null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"the lookup table {path} cannot be read: {unreadable.Message}");
        }
    }
}
