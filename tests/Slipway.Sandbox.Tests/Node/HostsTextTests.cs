using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Network;

namespace Slipway.Sandbox.Tests.Node;

public sealed class HostsTextTests
{
    [Fact]
    public void Services_headless_members_and_hostnames_have_the_names_that_DNS_would_give_them()
    {
        var text = HostsText.Write(
            "shop",
            [Service("web", "shop", "127.96.0.1"), Service("web", "other", "127.96.0.2"), Service("workers", "shop", "None")],
            [
                new EndpointSlice
                {
                    Metadata = new ObjectMeta { Name = "workers-0", Namespace = "shop", Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "workers" } },
                    Endpoints =
                    [
                        new SliceEndpoint { Addresses = ["127.64.0.1"], Conditions = new EndpointConditions { Ready = true } },
                        new SliceEndpoint { Addresses = ["127.64.0.2"], Conditions = new EndpointConditions { Ready = false } },
                    ],
                },
            ],
            [
                new Pod
                {
                    Metadata = new ObjectMeta { Name = "train-1-abcde", Namespace = "shop" },
                    Spec = new PodSpec { Hostname = "train-1", Subdomain = "workers" },
                    Status = new PodStatus { PodIP = "127.64.0.2" },
                },
            ]);
        var names = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(line => (line[0], line[1])).ToList();
        names.ShouldContain(("127.96.0.1", "web.shop.svc.cluster.local web.shop.svc web.shop web"));
        names.ShouldContain(("127.96.0.2", "web.other.svc.cluster.local web.other.svc web.other"));
        names.ShouldContain(("127.64.0.1", "workers.shop.svc.cluster.local workers.shop.svc workers.shop workers"));
        names.ShouldContain(("127.64.0.2", "train-1.workers.shop.svc.cluster.local train-1.workers.shop.svc train-1.workers.shop train-1.workers"));
        names.Count(name => name.Item1 == "127.64.0.2").ShouldBe(1, "what is not ready is no address of the service");
    }

    private static Service Service(string name, string @namespace, string address) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = @namespace }, Spec = new ServiceSpec { ClusterIP = address },
    };
}
