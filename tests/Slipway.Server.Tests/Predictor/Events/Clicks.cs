using System.Globalization;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Serving;
using Slipway.Server.Predictor.Events.Log;

namespace Slipway.Server.Tests.Predictor.Events;

/// <summary>A dataset of clicks whose events go into windows.</summary>
internal static class Clicks
{
    public const string Dataset = "clicks_log";

    public static readonly IReadOnlyList<Column> Columns =
    [
        new() { Name = "event_id", Type = ColumnType.Int64 },
        new() { Name = "event_time", Type = ColumnType.Timestamp },
        new() { Name = "user", Type = ColumnType.String, Sensitivity = Sensitivity.Personal, MaxLength = 8, Nullable = true },
        new() { Name = "price", Type = ColumnType.Float64, Nullable = true, Minimum = 0, Maximum = 1000 },
        new() { Name = "clicked", Type = ColumnType.Boolean, Nullable = true },
        new() { Name = "country", Type = ColumnType.String, Nullable = true, AllowedValues = ["DE", "FR"] },
        new() { Name = "code", Type = ColumnType.String, Nullable = true, Pattern = "[A-Z]{2}-[[:digit:]]+" },
        new() { Name = "day", Type = ColumnType.Date, Nullable = true },
    ];

    public static EventLog Log(string folder, string dataset = Dataset) => new()
    {
        Dataset = dataset, Uri = folder.Contains("://", StringComparison.Ordinal) ? folder : "file://" + folder, Columns = Columns, EventTime = "event_time", Key = ["event_id"], Limits = new EventSource(),
    };

    /// <summary>A window of ten minutes that moves on every minute and waits ten seconds.</summary>
    public static ModelWindow Window(params (string Input, WindowFunction Function, string? Column)[] inputs) => new()
    {
        Dataset = Dataset, EventTime = "event_time", Entity = [new LookupKey { Input = "customer", Column = "user", Type = ColumnType.String }],
        Length = Duration.Parse("10m"), Slide = Duration.Parse("1m"), Lateness = Duration.Parse("10s"),
        Inputs = [.. inputs.Select(input => new WindowInput { Input = input.Input, Function = input.Function, Column = input.Column })],
    };

    public static void WriteTable(string file, params EventLog[] logs)
    {
        File.WriteAllBytes(file + ".next", JsonSerializer.SerializeToUtf8Bytes(new LookupTable { Lookups = [], EventLogs = logs }, ContractsJson.Default.LookupTable));
        File.Move(file + ".next", file, overwrite: true);
    }

    public static string Event(int id, DateTimeOffset time, string? user = "ada", double? price = 1) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["event_id"] = id, ["event_time"] = time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), ["user"] = user, ["price"] = price,
    });

    /// <summary>Writes a bundle into the log as a server does.</summary>
    public static void Keep(string folder, DateTimeOffset at, params string[] lines) => Keep(folder, BundleId.New(at), lines);

    public static void Keep(string folder, BundleId id, params string[] lines)
    {
        var path = LogFolders.ObjectOf(new ServedLog(Log(folder)).Root, id).LocalPath;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }
}
