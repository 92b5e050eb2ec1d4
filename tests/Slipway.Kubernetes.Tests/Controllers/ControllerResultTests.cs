using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Queue;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Controllers;

/// <summary>What becomes of a key after each way in which a pass can end.</summary>
public sealed class ControllerResultTests : IDisposable
{
    private static readonly NamespacedName Key = new("demo", "a");

    private readonly ManualTimeProvider time = new();
    private readonly MetricRegistry metrics = new();
    private readonly LogLines<Controller> log = new();
    private readonly Controller controller;
    private Func<ReconcileResult> ending = () => ReconcileResult.Done;

    public ControllerResultTests() =>
        controller = new Controller("test", new Reconciler(() => ending()), log, new ControllerOptions { Time = time, Metrics = metrics });

    public void Dispose() => controller.Dispose();

    [Fact]
    public async Task Success_forgets_the_failures_and_rests()
    {
        await PassAsync(() => throw new IOException("away"));
        await PassAsync(() => ReconcileResult.Done);
        (controller.Queue.Count, controller.Queue.Failures(Key)).ShouldBe((0, 0));
        Total("success").ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_comes_again_after_its_back_off_with_its_priority()
    {
        await PassAsync(() => throw new IOException("away"), priority: -100);
        controller.Queue.ReadyCount.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(5));
        (await TakeAsync()).Priority.ShouldBe(-100);
        (controller.Queue.Failures(Key), Total("error")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Another_pass_is_rate_limited_like_a_failure_and_is_none()
    {
        await PassAsync(() => ReconcileResult.Requeue, priority: -100);
        controller.Queue.ReadyCount.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(5));
        (await TakeAsync()).Priority.ShouldBe(-100);
        (controller.Queue.Failures(Key), Total("requeue"), Total("error")).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task A_chosen_time_forgets_the_failures_and_keeps_the_priority()
    {
        await PassAsync(() => throw new IOException("away"), priority: -100);
        await PassAsync(() => ReconcileResult.RequeueAfter(TimeSpan.FromMinutes(1)), priority: -100);
        controller.Queue.Failures(Key).ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(59));
        controller.Queue.ReadyCount.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(1));
        (await TakeAsync()).Priority.ShouldBe(-100);
        Total("requeue_after").ShouldBe(1);
    }

    [Fact]
    public async Task A_terminal_failure_forgets_the_failures_and_rests()
    {
        await PassAsync(() => throw new IOException("away"));
        await PassAsync(() => throw new TerminalException("spec is wrong"));
        (controller.Queue.Count, controller.Queue.Failures(Key)).ShouldBe((0, 0));
        Total("error").ShouldBe(2);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("again")]
    [InlineData("later")]
    [InlineData("terminal")]
    [InlineData("failure")]
    public async Task Every_ending_is_logged_once(string name)
    {
        await PassAsync(() => name switch
        {
            "done" => ReconcileResult.Done,
            "again" => ReconcileResult.Requeue,
            "later" => ReconcileResult.RequeueAfter(TimeSpan.FromMinutes(1)),
            "terminal" => throw new TerminalException("spec is wrong"),
            _ => throw new IOException("away"),
        });
        log.All.ShouldHaveSingleItem().ShouldStartWith("test demo/a: ");
    }

    private async Task PassAsync(Func<ReconcileResult> how, int priority = 0)
    {
        ending = how;
        time.Advance(TimeSpan.FromHours(1));
        controller.Queue.Add(Key, priority);
        await controller.WorkOnAsync(await TakeAsync(), TestContext.Current.CancellationToken);
    }

    private async Task<WorkLease<NamespacedName>> TakeAsync()
    {
        var take = controller.Queue.TakeAsync(TestContext.Current.CancellationToken);
        take.IsCompleted.ShouldBeTrue("a key is ready");
        return (await take)!;
    }

    private double Total(string result)
    {
        var series = $"controller_runtime_reconcile_total{{controller=\"test\",result=\"{result}\"}} ";
        var line = metrics.WriteText().Split('\n').Single(each => each.StartsWith(series, StringComparison.Ordinal));
        return double.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Reconciler(Func<ReconcileResult> ending) : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken) => Task.FromResult(ending());
    }
}
