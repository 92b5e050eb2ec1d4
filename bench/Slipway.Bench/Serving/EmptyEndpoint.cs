using System.Net;

namespace Slipway.Bench.Serving;

/// <summary>Kestrel with a handler that does nothing: what any HTTP server of this kind costs at least. Runs in a process of its own.</summary>
internal static class EmptyEndpoint
{
    public const string Command = "empty-endpoint";

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        });
        await app.RunAsync();
    }
}
