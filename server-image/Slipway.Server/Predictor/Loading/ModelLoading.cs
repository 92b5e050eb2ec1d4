using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Server.Predictor.Events.Following;
using Slipway.Server.Predictor.Events.Windows;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Lookups;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Loading;

/// <summary>Loads the model in the background: the server answers probes from its first moment, and says why it is not ready.</summary>
internal sealed partial class ModelLoading(
    ModelLoader loader, LookupRefresh lookups, EventTail events, PredictorOptions options, PredictorState state, PredictorMetrics metrics, TimeProvider clock, ILogger<ModelLoading> log) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                var model = await loader.LoadAsync(stoppingToken);
                var series = metrics.Start(model);
                LookupSlot[] files = [.. model.Filled.Lookups.Select(lookup => new LookupSlot(lookup, metrics.StartLookup(lookup.Dataset)))];
                WindowSlot[] windows = [.. model.Filled.Windows.Select(window => new WindowSlot(window, metrics.Events.StartWindow(window.Dataset)))];
                var filler = new InputFiller(model.Schema, files, windows, clock);
                if (files.Length > 0) await lookups.FirstAsync(files, state.Waiting, stoppingToken);
                if (windows.Length > 0) await events.FirstAsync(windows, state.Waiting, stoppingToken);
                state.Loaded(new Serving(model, series, new Inferer(model, series, options.MaxRows, clock, filler)));
                LogLoaded(model.Identity.Name, model.Identity.Version, model.Identity.Digest, model.Identity.LoadDuration);
                await FollowAsync(files, windows, stoppingToken);
                return;
            }
            catch (ModelRefusedException refused)
            {
                state.Refused(refused.Message);
                LogRefused(refused.Message);
                return;
            }
            catch (Exception temporary) when (temporary is StorageException or IOException)
            {
                state.Waiting(temporary.Message);
                LogWaiting(temporary.Message, wait);
                await Task.Delay(wait, clock, stoppingToken);
            }
        }
    }

    /// <summary>Ends when the server stops, or with the first that fails.</summary>
    private async Task FollowAsync(LookupSlot[] files, WindowSlot[] windows, CancellationToken stoppingToken)
    {
        var followers = new List<Task>();
        if (files.Length > 0) followers.Add(lookups.FollowAsync(files, stoppingToken));
        if (windows.Length > 0) followers.Add(events.FollowAsync(stoppingToken));
        if (followers.Count > 0) await await Task.WhenAny(followers);
    }

    [LoggerMessage(LogLevel.Information, "Model {Model} {Version} {Digest} is loaded after {Duration} and ready")]
    private partial void LogLoaded(string model, string version, string digest, TimeSpan duration);

    [LoggerMessage(LogLevel.Error, "The model cannot be served: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "The model cannot be fetched: {Reason} Trying again in {Wait}")]
    private partial void LogWaiting(string reason, TimeSpan wait);
}
