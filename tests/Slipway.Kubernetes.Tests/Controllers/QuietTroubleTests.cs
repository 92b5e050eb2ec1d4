using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Controllers;

/// <summary>What the log says of everyday trouble: one line with the remedy, no stack traces.</summary>
public sealed class QuietTroubleTests : IAsyncDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection server = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task A_kind_that_is_not_installed_is_said_once_and_so_is_that_it_came()
    {
        var log = new LogLines<Informer<ConfigMap>>();
        for (var i = 0; i < 4; i++) server.FailNext(NotFound());
        var informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time, StreamInitialState = false }, log);
        running = informer.RunAsync(stop.Token);
        await AdvanceUntil(() => informer.HasSynced && log.Shown.Count >= 2);
        server.Lists.ShouldBeGreaterThan(4);
        log.Shown.ShouldAllBe(line => !line.HasException);
        log.Shown.Select(line => line.Level).ShouldBe([LogLevel.Warning, LogLevel.Information]);
        log.Shown[0].Text.ShouldStartWith("Cannot list configmaps.v1, trying again until it works: the API server does not know the kind; install its CustomResourceDefinition (kubectl apply -f crds/). GET ");
        log.Shown[1].Text.ShouldBe("configmaps.v1 can be listed now");
    }

    [Fact]
    public async Task Something_that_is_gone_is_no_failure_until_it_is_gone_again()
    {
        var log = await PassesAsync(fails: 1);
        log.Shown.ShouldAllBe(line => line.Level == LogLevel.Information);
        log = await PassesAsync(fails: 2);
        var line = log.Shown.Where(each => each.Level == LogLevel.Error).ShouldHaveSingleItem();
        line.HasException.ShouldBeFalse();
        line.Text.ShouldContain("demo/a: failed (2 in a row), trying again: PATCH /x: 404 NotFound: gone");
    }

    private async Task<LogLines<Controller>> PassesAsync(int fails)
    {
        using var end = new CancellationTokenSource();
        server.Put("a");
        var log = new LogLines<Controller>();
        var informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time });
        var passes = new Passes(fails);
        using var controller = new Controller("test", passes, log, new ControllerOptions { Time = time }).For(informer);
        var run = Task.WhenAll(informer.RunAsync(end.Token), controller.RunAsync(end.Token));
        await AdvanceUntil(() => passes.Done);
        await end.CancelAsync();
        await run;
        return log;
    }

    private static HttpResponseMessage NotFound() => StubServer.Error(HttpStatusCode.NotFound, "NotFound");

    private Task AdvanceUntil(Func<bool> condition) => Eventually.True(() =>
    {
        if (condition()) return true;
        time.Advance(TimeSpan.FromSeconds(1));
        return false;
    });

    private sealed class Passes(int fails) : IReconciler
    {
        private int left = fails;

        public bool Done { get; private set; }

        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            if (left-- > 0)
                throw new KubernetesException(new ApiStatus { Reason = "NotFound", Message = "gone" }, HttpStatusCode.NotFound, "PATCH /x");
            Done = true;
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
