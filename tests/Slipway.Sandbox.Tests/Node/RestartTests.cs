using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Processes;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>What is left of a sandbox that ends, and what the next one makes of it.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-restart-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    [Trait("Capability", "P7")]
    public async Task A_killed_sandbox_leaves_no_process_and_its_pods_go_on_with_the_next()
    {
        using (var first = await SandboxProcess.StartAsync(folder))
        {
            var place = first.Place();
            // The grandchild has left its parent's session, as a daemon would.
            await place.ApplyAsync(PodTests.Script("steady", "setsid sleep 600 & echo run; exec sleep 600", policy: "Always"));
            await place.ApplyAsync(PodTests.Script("done", "echo kept"));
            await place.PodAsync("steady", pod => pod.Status?.Phase == "Running", "runs");
            await place.PodAsync("done", pod => pod.Status?.Phase == "Succeeded", "succeeds");
            await Place.UntilAsync(async () => await place.LogAsync("steady") == "run\n", "the script has got that far");
            Processes().ShouldNotBeEmpty();
            await first.KillAsync();
        }

        var stray = Directory.CreateDirectory(Path.Combine(folder, "node", "pods", "of-a-pod-that-is-gone"));
        using var second = await SandboxProcess.StartAsync(folder);
        Directory.Exists(stray.FullName).ShouldBeFalse();
        var pod = await second.Place().PodAsync("steady", pod => pod.Status is { Phase: "Running", ContainerStatuses: [{ RestartCount: 1, State.Running: not null }] }, "runs again");
        pod.Status!.ContainerStatuses![0].LastState!.Terminated!.Reason.ShouldBe("ContainerStatusUnknown");
        await Place.UntilAsync(async () => await second.Place().LogAsync("steady") == "run\n", "the second run has a log");
        // One sleep and one daemon of the second run; of the first none.
        await Place.UntilAsync(() => Task.FromResult(Processes().Count == 2), "only the second run is left");
        (await second.Place().LogAsync("done")).ShouldBe("kept\n");

        (await second.StopAsync()).ShouldBe(0);
        Processes().ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task A_job_whose_pod_died_with_the_sandbox_makes_another()
    {
        using (var first = await SandboxProcess.StartAsync(folder))
        {
            await first.Place().ApplyAsync("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: work}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: main
                        image: example/sh
                        args: ["-c", "until [ -e /gate/open ]; do sleep 0.05; done"]
                        volumeMounts: [{name: gate, mountPath: /gate}]
                      volumes: [{name: gate, configMap: {name: gate, optional: true}}]
                """);
            await Place.UntilAsync(async () => (await first.Place().PodsAsync()).Any(pod => pod.Status?.Phase == "Running"), "the pod runs");
            await first.KillAsync();
        }

        using var second = await SandboxProcess.StartAsync(folder);
        var place = second.Place();
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: gate}, data: {open: 'yes'}}");
        var job = await place.JobAsync("work", job => job.Status?.Conditions.IsTrue("Complete") == true, "completes");
        (job.Status!.Succeeded, job.Status.Failed).ShouldBe((1, 1));
        var lost = (await place.PodsAsync()).Single(pod => pod.Status?.Phase == "Failed");
        lost.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode.ShouldBe(137);
        (await second.StopAsync()).ShouldBe(0);
    }

    private IReadOnlyList<int> Processes() => ProcFileSystem.WithEnvironment(OrphanSweep.Mark, Path.Combine(folder, "node"));
}
