using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Contracts;

namespace Slipway.Server.Router.Routes;

/// <summary>
/// Reads the mounted route table at start, and again when it changes: what the operator pushed comes at once, the file is what a
/// restarted router finds, and what reaches a router that the operator could not.
/// </summary>
internal sealed partial class RouteFile(RouterOptions options, RouteStore routes, TimeProvider clock, ILogger<RouteFile> log) : BackgroundService
{
    private string lastRead = "";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ConfigInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ReadAsync(stoppingToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        string content;
        try
        {
            content = await File.ReadAllTextAsync(options.ConfigFile, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            content = $"unreadable: {unreadable.Message}";
            if (content != lastRead) LogUnreadable(options.ConfigFile, unreadable.Message);
            lastRead = content;
            return;
        }

        if (content == lastRead) return;
        lastRead = content;
        try
        {
            var table = JsonSerializer.Deserialize(content, ContractsJson.Default.RouteTable) ?? throw new JsonException("the document is null");
            var change = routes.Offer(table);
            if (change.Outcome == RouteOutcome.Applied) LogApplied(table.Generation, options.ConfigFile);
            else if (change.Reason.Length > 0) LogRefused(options.ConfigFile, change.Reason);
        }
        catch (JsonException wrong)
        {
            LogRefused(options.ConfigFile, wrong.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Route table of generation {Generation} is in force, from {File}")]
    private partial void LogApplied(long generation, string file);

    [LoggerMessage(LogLevel.Warning, "The route table in {File} is not used: {Reason}")]
    private partial void LogRefused(string file, string reason);

    [LoggerMessage(LogLevel.Error, "The route table {File} cannot be read: {Reason}")]
    private partial void LogUnreadable(string file, string reason);
}
