using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Tests.Router;

/// <summary>A backend on a free loopback port that answers as the test wants and counts what it got.</summary>
internal sealed class FakeRevision : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private FakeRevision(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public int Requests => Volatile.Read(ref requests);

    public static async Task<FakeRevision> StartAsync(RequestDelegate? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var revision = new FakeRevision(app);
        var handle = answer ?? (context => context.Response.WriteAsync("{}"));
        app.Run(context =>
        {
            Interlocked.Increment(ref revision.requests);
            return handle(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return revision;
    }

    public Task StopAsync() => app.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
