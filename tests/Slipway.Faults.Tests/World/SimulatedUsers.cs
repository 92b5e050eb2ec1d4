using System.Text.Json.Nodes;
using Slipway.Faults.Tests.Plans;
using Slipway.Faults.Tests.Scenarios;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Testing;

namespace Slipway.Faults.Tests.World;

/// <summary>What people do: the script of the scenario, and what they do to it between any two writes.</summary>
internal sealed class SimulatedUsers(Simulation world, ManualTimeProvider clock)
{
    private int next;
    private int touched;

    public bool AreDone => next == world.Scenario.Script.Count;

    public KubernetesClient Client { get; } = world.Server.ClientOf("kubectl");

    public DateTimeOffset Now => clock.GetUtcNow();

    public InlineServer Server => world.Server;

    /// <summary>The next step of the script when its time has come.</summary>
    public Action? Next(bool everythingElseRests)
    {
        if (AreDone) return null;
        var step = world.Scenario.Script[next];
        // What somebody waits for in vain, because it went another way, they do in the end.
        var comes = everythingElseRests || step.When?.Invoke(this) == true;
        return comes ? Hurry : null;
    }

    /// <summary>Does the next step of the script at once.</summary>
    public void Hurry()
    {
        if (!AreDone) world.Scenario.Script[next++].Do(this);
    }

    /// <summary>Does what a fault says, if there is something to do it to.</summary>
    public void Act(Fault fault)
    {
        if (fault.Kind == FaultKind.UserHurries)
        {
            Hurry();
            return;
        }

        if (fault.Kind == FaultKind.RouterSilent)
        {
            world.SilenceRouter();
            return;
        }

        if (TargetOf(fault) is not { } target) return;
        switch (fault.Kind)
        {
            case FaultKind.UserTouches:
                Patch(target, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["example.com/note"] = $"{++touched}" } } });
                break;
            case FaultKind.UserRecreates:
                Recreate(target);
                break;
            case FaultKind.UserDeletesChild or FaultKind.PodLost:
                AtOnce.Do(Client.DeleteAsync(target.Type, target.Key, new DeleteOptions(), CancellationToken.None));
                break;
            case FaultKind.UserTakesFields:
                Patch(target, Strange(target));
                break;
            default:
                throw new InvalidOperationException($"{fault.Kind} is nothing that users do");
        }
    }

    public StoredObject? Find(string plural, string name)
    {
        var resource = world.Server.Parts.Registry.All.First(each => each.Plural == plural && each.Conversion is null);
        return world.Server.Log.Find(resource.StorageKey, InlineServer.Place, name);
    }

    private static JsonObject Strange(Target target) => target.Resource.Plural switch
    {
        "deployments" => new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 7 } },
        "services" => new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["slipway.dev/rollout"] = "another" } } },
        "poddisruptionbudgets" => new JsonObject { ["spec"] = new JsonObject { ["maxUnavailable"] = 5 } },
        "configmaps" => new JsonObject { ["data"] = new JsonObject { ["routes.json"] = "{}" } },
        var other => throw new InvalidOperationException($"no strange fields are known for {other}"),
    };

    private void Patch(Target target, JsonObject patch) =>
        AtOnce.Do(Client.PatchAsync(target.Type, target.Key, Kubernetes.Patching.Patch.Merge(patch), null, CancellationToken.None));

    private void Recreate(Target target)
    {
        var again = new JsonObject
        {
            ["apiVersion"] = target.Resource.ApiVersion, ["kind"] = target.Resource.Kind,
            ["metadata"] = new JsonObject { ["name"] = target.Key.Name, ["namespace"] = target.Key.Namespace },
            ["spec"] = target.Object.Json.ObjectAt("spec")!.DeepClone(),
        };
        AtOnce.Do(Client.DeleteAsync(target.Type, target.Key, new DeleteOptions(), CancellationToken.None));
        AtOnce.Do(Client.CreateAsync(target.Type, new DynamicObject(again), null, CancellationToken.None));
    }

    // The newest object of the kind that the operator made, or that the script did.
    private Target? TargetOf(Fault fault)
    {
        var resource = world.Server.Parts.Registry.All.First(each => each.Plural == fault.Resource && each.Conversion is null);
        var isOurs = resource.Group == Api.SlipwayApi.Group;
        var found = world.Server.Log.List(resource.StorageKey).Objects.Values
            .Where(each => fault.Kind != FaultKind.UserTakesFields || IsKept(each))
            .Where(each => !each.IsTerminating && (isOurs || each.Json.TextAt("metadata", "labels", "app.kubernetes.io/managed-by") == "slipway"))
            .OrderBy(each => each.Name, StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : new Target(resource, found[fault.Depth % found.Count]);
    }

    // Children of a step are made once and not looked at again; those of a Rollout are kept as they should be.
    private static bool IsKept(StoredObject child) => child.Json.TextAt("metadata", "labels", "app.kubernetes.io/component") is "predictor" or "router";

    private sealed record Target(ResourceInfo Resource, StoredObject Object)
    {
        public NamespacedName Key => new(Object.Namespace, Object.Name);

        public ResourceType<DynamicObject> Type => ResourceType.Dynamic(Resource.Group, Resource.Version, Resource.Plural, Resource.Kind, Resource.Namespaced);
    }
}
