using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>Pods as processes: what they see, how they end, what is told of them.</summary>
[Collection(nameof(ClusterGroup))]
public sealed class PodTests(ClusterFixture fixture)
{
    [Fact]
    [Trait("Capability", "P7")]
    public async Task A_pod_runs_to_its_end_and_leaves_status_message_log_and_events()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("one", "echo first; echo second >&2; echo all is well > /dev/termination-log"));
        var pod = await place.PodAsync("one", pod => pod.Status?.Phase == "Succeeded", "succeeds");

        var ended = pod.Status!.ContainerStatuses![0].State!.Terminated!;
        ended.ExitCode.ShouldBe(0);
        ended.Reason.ShouldBe("Completed");
        ended.Message.ShouldBe("all is well\n");
        pod.Status.PodIP.ShouldStartWith("127.");
        (await place.LogAsync("one")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ShouldBe(["first", "second"]);
        foreach (var (reason, text) in new[] { ("Scheduled", "Successfully assigned"), ("Pulled", "already present on machine"), ("Created", "main"), ("Started", "main") })
            await place.EventAsync("one", reason, text);
    }

    [Fact]
    public async Task A_failing_pod_reports_its_exit_code_and_the_end_of_its_log()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("bad", "echo no such column: price; exit 2", "terminationMessagePolicy: FallbackToLogsOnError"));
        var pod = await place.PodAsync("bad", pod => pod.Status?.Phase == "Failed", "fails");
        var ended = pod.Status!.ContainerStatuses![0].State!.Terminated!;
        (ended.ExitCode, ended.Reason, ended.Message).ShouldBe((2, "Error", "no such column: price\n"));
    }

    [Fact]
    public async Task A_signal_shows_as_128_plus_its_number()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("killed", "kill -SEGV $$$$"));
        var pod = await place.PodAsync("killed", pod => pod.Status?.Phase == "Failed", "fails");
        pod.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode.ShouldBe(128 + 11);
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task Memory_above_the_limit_ends_the_whole_process_tree_as_OOMKilled()
    {
        var place = await fixture.NewPlaceAsync();
        // The child takes the memory and holds it; the shell only waits.
        await place.ApplyAsync(Script(
            "greedy", "python3 -c 'import time; hog = bytearray(200 << 20); time.sleep(600)'; true", "resources: {limits: {memory: 64Mi}}"));
        var pod = await place.PodAsync("greedy", pod => pod.Status?.Phase == "Failed", "fails");
        var ended = pod.Status!.ContainerStatuses![0].State!.Terminated!;
        (ended.ExitCode, ended.Reason).ShouldBe((137, "OOMKilled"));
    }

    [Fact]
    public async Task Environment_comes_from_values_fields_config_maps_and_secrets()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {level: high, colour: red}}");
        await place.ApplyAsync("{apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {token: s3cret}}");
        await place.ApplyAsync(Script("env", "echo \"$WHO@$IP $LEVEL $P_colour $TOKEN $GREETING $MEMORY\"", """
            envFrom: [{prefix: P_, configMapRef: {name: conf}}]
            resources: {limits: {memory: 64Mi}}
            env:
            - {name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: LEVEL, valueFrom: {configMapKeyRef: {name: conf, key: level}}}
            - {name: TOKEN, valueFrom: {secretKeyRef: {name: keys, key: token}}}
            - {name: GREETING, value: "hello $(WHO) $$(WHO)"}
            - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
            """));
        var pod = await place.PodAsync("env", pod => pod.Status?.Phase == "Succeeded", "succeeds");
        (await place.LogAsync("env")).Trim().ShouldBe($"env@{pod.Status!.PodIP} high red s3cret hello env $(WHO) 64");
    }

    [Fact]
    public async Task A_missing_config_map_is_named_and_the_container_starts_when_it_comes()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("late", "echo $LEVEL", "env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: later, key: level}}}]"));
        var waiting = await place.PodAsync("late", pod => Waiting(pod) is { Reason: "CreateContainerConfigError" }, "waits for its configuration");
        Waiting(waiting)!.Message.ShouldBe("configmap \"later\" not found");
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: later}, data: {level: low}}");
        await place.PodAsync("late", pod => pod.Status?.Phase == "Succeeded", "succeeds");
        (await place.LogAsync("late")).ShouldBe("low\n");
    }

    [Fact]
    public async Task Volumes_are_found_at_their_mount_paths()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {spec.json: '{\"a\": 1}'}}");
        await place.ApplyAsync("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: store}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}");
        foreach (var (name, script) in new[] { ("write", "cat $SPEC > /scratch/copy; cp /scratch/copy /store/kept"), ("read", "cat /store/kept /pod/name") })
        {
            await place.ApplyAsync($$$"""
                apiVersion: v1
                kind: Pod
                metadata: {name: {{{name}}}}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: main
                    image: example/sh:1
                    args: ["-c", "{{{script}}}"]
                    env: [{name: SPEC, value: /etc/step/spec.json}]
                    volumeMounts:
                    - {name: conf, mountPath: /etc/step}
                    - {name: scratch, mountPath: /scratch}
                    - {name: store, mountPath: /store}
                    - {name: pod, mountPath: /pod}
                  volumes:
                  - {name: conf, configMap: {name: conf}}
                  - {name: scratch, emptyDir: {}}
                  - {name: store, persistentVolumeClaim: {claimName: store}}
                  - {name: pod, projected: {sources: [{downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}]}}
                """);
            await place.PodAsync(name, pod => pod.Status?.Phase == "Succeeded", "succeeds");
        }

        (await place.LogAsync("read")).ShouldBe("{\"a\": 1}read");
    }

    [Fact]
    public async Task A_projected_token_is_known_by_its_audience_and_its_pod()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: teller}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: example/sh
                args: ["-c", "cat /token/token"]
                volumeMounts: [{name: token, mountPath: /token}]
              volumes: [{name: token, projected: {sources: [{serviceAccountToken: {audience: somebody, expirationSeconds: 600, path: token}}]}}]
            """);
        var pod = await place.PodAsync("teller", pod => pod.Status?.Phase == "Succeeded", "succeeds");
        var token = await place.LogAsync("teller");

        async Task<System.Text.Json.Nodes.JsonNode> ReviewAsync(string text, string audience) => (await place.Client.CreateAsync(
            ResourceType.Dynamic("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", namespaced: false),
            new DynamicObject(new System.Text.Json.Nodes.JsonObject
            {
                ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenReview",
                ["spec"] = new System.Text.Json.Nodes.JsonObject { ["token"] = text, ["audiences"] = new System.Text.Json.Nodes.JsonArray(audience) },
            }),
            null, TestContext.Current.CancellationToken)).Content["status"]!;

        var known = await ReviewAsync(token, "somebody");
        ((bool)known["authenticated"]!).ShouldBeTrue();
        ((string?)known["user"]!["extra"]!["authentication.kubernetes.io/pod-uid"]![0]).ShouldBe(pod.Metadata.Uid);
        ((bool)(await ReviewAsync(token, "another"))["authenticated"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_config_map_reaches_the_files_of_a_pod_that_runs()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {weight: '10'}}");
        await place.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: watcher}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: example/sh
                args: ["-c", "until grep -q 50 /conf/weight; do sleep 0.05; done; cat /conf/weight"]
                volumeMounts: [{name: conf, mountPath: /conf}]
              volumes: [{name: conf, configMap: {name: conf}}]
            """);
        await place.PodAsync("watcher", pod => pod.Status?.Phase == "Running", "runs");
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {weight: '50'}}");
        await place.PodAsync("watcher", pod => pod.Status?.Phase == "Succeeded", "sees the change");
        (await place.LogAsync("watcher")).ShouldBe("50");
    }

    [Fact]
    public async Task A_container_that_crashes_is_restarted_and_then_backs_off()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("crash", "echo run; exit 1", policy: "Always"));
        var pod = await place.PodAsync("crash", pod => Waiting(pod) is { Reason: "CrashLoopBackOff" }, "backs off");
        var status = pod.Status!.ContainerStatuses![0];
        status.RestartCount.ShouldBe(1);
        status.LastState!.Terminated!.ExitCode.ShouldBe(1);
        Waiting(pod)!.Message.ShouldStartWith("back-off 10s restarting failed container=main pod=crash_");
        pod.Status.Phase.ShouldBe("Running");
        (await place.LogAsync("crash", "previous=true")).ShouldBe("run\n");
        await place.EventAsync("crash", "BackOff", "Back-off restarting failed container main");
    }

    [Fact]
    public async Task Logs_follow_until_the_container_ends()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: gate}, data: {open: 'no'}}");
        await place.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: talk}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: example/sh
                args: ["-c", "echo before; until grep -q yes /gate/open; do sleep 0.05; done; echo after"]
                volumeMounts: [{name: gate, mountPath: /gate}]
              volumes: [{name: gate, configMap: {name: gate}}]
            """);
        await place.PodAsync("talk", pod => pod.Status?.Phase == "Running", "runs");
        var following = place.LogAsync("talk", "follow=true");
        await Place.UntilAsync(async () => await place.LogAsync("talk") == "before\n", "the first line is in the log");
        await place.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: gate}, data: {open: 'yes'}}");
        (await following.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("before\nafter\n");
        (await place.LogAsync("talk", "tailLines=1")).ShouldBe("after\n");
    }

    [Fact]
    public async Task Init_containers_run_first_and_one_after_the_other()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: steps}
            spec:
              restartPolicy: Never
              initContainers:
              - {name: a, image: example/sh, args: ["-c", "echo a >> /w/order"], volumeMounts: [{name: w, mountPath: /w}]}
              - {name: b, image: example/sh, args: ["-c", "echo b >> /w/order"], volumeMounts: [{name: w, mountPath: /w}]}
              containers:
              - {name: main, image: example/sh, args: ["-c", "cat /w/order"], volumeMounts: [{name: w, mountPath: /w}]}
              volumes: [{name: w, emptyDir: {}}]
            """);
        await place.PodAsync("steps", pod => pod.Status?.Phase == "Succeeded", "succeeds");
        (await place.LogAsync("steps")).ShouldBe("a\nb\n");
    }

    [Fact]
    public async Task An_unknown_image_is_refused_with_the_known_ones_and_the_flag()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: alien}, spec: {containers: [{name: main, image: 'nginx:1.27'}]}}");
        await place.EventAsync("alien", "Failed", "only example/python, example/sh");
        await place.EventAsync("alien", "Failed", "--image nginx=");
        var pod = await place.PodAsync("alien", pod => Waiting(pod) is { Reason: "ErrImagePull" or "ImagePullBackOff" }, "waits");
        pod.Status!.Phase.ShouldBe("Pending");
    }

    [Fact]
    [Trait("Capability", "T3")]
    public async Task A_pod_that_asks_for_more_GPUs_than_are_free_waits_with_the_reason_and_runs_when_there_is_room()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("holder", "sleep 600", "resources: {limits: {nvidia.com/gpu: 1}}"));
        await place.PodAsync("holder", pod => pod.Status?.Phase == "Running", "runs");
        await place.ApplyAsync(Script("waiter", "true", "resources: {limits: {nvidia.com/gpu: 1}}"));
        var waiting = await place.PodAsync("waiter", pod => pod.Status?.Conditions.Find("PodScheduled")?.Reason == "Unschedulable", "cannot be scheduled");
        waiting.Status!.Conditions.Find("PodScheduled")!.Message.ShouldBe("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
        await place.EventAsync("waiter", "FailedScheduling", "1 Insufficient nvidia.com/gpu");

        await place.Client.DeleteAsync(BuiltIn.Pods, place.Key("holder"), new DeleteOptions { GracePeriod = TimeSpan.Zero }, default);
        await place.PodAsync("waiter", pod => pod.Status?.Phase == "Succeeded", "runs after all");
    }

    [Fact]
    [Trait("Capability", "T3")]
    public async Task A_node_selector_that_no_node_has_keeps_the_pod_waiting()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: picky}, spec: {nodeSelector: {accelerator: a100}, containers: [{name: main, image: example/sh}]}}");
        await place.EventAsync("picky", "FailedScheduling", "1 node(s) didn't match Pod's node affinity/selector");
    }

    [Fact]
    public async Task Deletion_asks_politely_and_kills_who_does_not_listen()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("polite", "trap 'echo bye; exit 0' TERM; echo up; while true; do sleep 0.05; done"));
        await place.ApplyAsync(Script("deaf", "trap '' TERM; echo up; while true; do sleep 0.05; done"));
        foreach (var name in new[] { "polite", "deaf" })
        {
            await place.PodAsync(name, pod => pod.Status?.Phase == "Running", "runs");
            await Place.UntilAsync(async () => await place.LogAsync(name) == "up\n", $"{name} has set its trap");
        }

        var following = place.LogAsync("polite", "follow=true");
        foreach (var name in new[] { "polite", "deaf" })
            await place.Client.DeleteAsync(BuiltIn.Pods, place.Key(name), new DeleteOptions { GracePeriod = TimeSpan.FromSeconds(2) }, default);
        await Place.UntilAsync(async () => (await place.PodsAsync()).Count == 0, "both pods are gone");
        (await following).ShouldBe("up\nbye\n");
        await place.EventAsync("polite", "Killing", "Stopping container main");
    }

    [Fact]
    public async Task A_failing_liveness_probe_restarts_the_container()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync(Script("stuck", "sleep 600",
            "livenessProbe: {exec: {command: [sh, -c, 'echo not alive; exit 1']}, periodSeconds: 1, failureThreshold: 1}", policy: "Always"));
        var pod = await place.PodAsync("stuck", pod => pod.Status?.ContainerStatuses?[0].RestartCount > 0, "is restarted");
        pod.Status!.ContainerStatuses![0].LastState!.Terminated!.ExitCode.ShouldBe(128 + 15);
        await place.EventAsync("stuck", "Unhealthy", "Liveness probe failed: not alive");
        await place.EventAsync("stuck", "Killing", "failed liveness probe, will be restarted");
    }

    [Fact]
    public async Task A_pod_over_its_active_deadline_fails()
    {
        var place = await fixture.NewPlaceAsync();
        await place.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: slow}, spec: {restartPolicy: Never, activeDeadlineSeconds: 1, containers: [{name: main, image: example/sh, args: ['-c', 'exec sleep 600']}]}}");
        var pod = await place.PodAsync("slow", pod => pod.Status?.Phase == "Failed", "fails");
        pod.Status!.Reason.ShouldBe("DeadlineExceeded");
    }

    internal static string Script(string name, string script, string fields = "", string policy = "Never") => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          restartPolicy: {{policy}}
          containers:
          - name: main
            image: example/sh:1
            args: ["-c", {{System.Text.Json.Nodes.JsonValue.Create(script)!.ToJsonString()}}]
            {{fields.ReplaceLineEndings("\n    ")}}
        """;

    private static ContainerStateWaiting? Waiting(Pod pod) => pod.Status?.ContainerStatuses?[0].State?.Waiting;
}
