using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Server.Hosting;
using Slipway.Server.Predictor.Events.Following;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Receiving;
using Slipway.Server.Predictor.Http;
using Slipway.Server.Predictor.Loading;
using Slipway.Server.Predictor.Lookups;
using Slipway.Storage;

namespace Slipway.Server.Predictor;

/// <summary>Puts a predictor together.</summary>
internal static class PredictorServer
{
    public static WebApplication Build(PredictorOptions options, TimeProvider clock, IObjectStore? store = null)
    {
        var builder = HttpHost.Create(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port);
            // The endpoint measures the body itself, so that the answer is an error document and not a bare status.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(clock);
        services.AddSingleton<PredictorState>();
        services.AddSingleton<PredictorMetrics>();
        services.AddSingleton(_ => store ?? new ObjectStores());
        services.AddSingleton<ModelCache>();
        services.AddSingleton<ModelLoader>();
        services.AddSingleton<LookupRefresh>();
        services.AddSingleton<EventLogTable>();
        services.AddSingleton<EventTail>();
        services.AddSingleton<BundleKeeper>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<InferEndpoint>();
        services.AddSingleton<PredictorEndpoints>();
        // Before the model: what it waits for is in there.
        services.AddHostedService(provider => provider.GetRequiredService<EventLogTable>());
        services.AddHostedService<ModelLoading>();
        services.AddHostedService(provider => new Draining(
            provider.GetRequiredService<PredictorState>().Drain, options.Drain, clock, provider.GetRequiredService<ILogger<Draining>>()));
        var app = builder.Build();
        RequestDelegate handle = app.Services.GetRequiredService<PredictorEndpoints>().HandleAsync;
        app.Run(handle);
        return app;
    }
}
