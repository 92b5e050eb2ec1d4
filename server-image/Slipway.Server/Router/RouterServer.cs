using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Server.Hosting;
using Slipway.Server.Router.Forwarding;
using Slipway.Server.Router.Http;
using Slipway.Server.Router.Routes;

namespace Slipway.Server.Router;

/// <summary>Puts a router together.</summary>
internal static class RouterServer
{
    /// <summary>Marks the connections of the admin port; ports alone do not tell when they were chosen by the system.</summary>
    private const string AdminMark = "slipway.admin";

    public static WebApplication Build(RouterOptions options, TimeProvider clock, Random random)
    {
        var builder = HttpHost.Create(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(options.Address, options.Port);
            kestrel.Listen(options.Address, options.AdminPort, listen => listen.Use(next => connection =>
            {
                connection.Items[AdminMark] = true;
                return next(connection);
            }));
        });
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(clock);
        services.AddSingleton(random);
        services.AddSingleton<RouterState>();
        services.AddSingleton<RouterMetrics>();
        services.AddSingleton<RouteStore>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<DataEndpoint>();
        services.AddSingleton<AdminEndpoint>();
        services.AddHostedService<RouteFile>();
        services.AddHostedService(provider => new Draining(
            provider.GetRequiredService<RouterState>().Drain, options.Drain, clock, provider.GetRequiredService<ILogger<Draining>>()));
        var app = builder.Build();
        var data = app.Services.GetRequiredService<DataEndpoint>();
        var admin = app.Services.GetRequiredService<AdminEndpoint>();
        app.Run(context => IsAdmin(context) ? admin.HandleAsync(context) : data.HandleAsync(context));
        return app;
    }

    private static bool IsAdmin(HttpContext context) =>
        context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionItemsFeature>()?.Items.ContainsKey(AdminMark) == true;
}
