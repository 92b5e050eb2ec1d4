using System.Globalization;
using Slipway.Demo.Story;

namespace Slipway.Demo;

/// <summary>What a user needs to go on with a demo that was kept running.</summary>
internal static class Farewell
{
    public static void Print(YarnDemo demo, DemoFolders folders)
    {
        var processes = string.Join(' ', demo.Platform.Daemons.Select(daemon => daemon.Id.ToString(CultureInfo.InvariantCulture)));
        Console.WriteLine($"""

            Everything goes on running. To look around:
              export KUBECONFIG={folders.Kubeconfig}
              kubectl get slipway -n {ShopState.Namespace}
              kubectl describe rollout yarn-click -n {ShopState.Namespace}
              kubectl explain trainingjob.spec
              Prometheus: {demo.Platform.PrometheusAddress}
              Logs:       {folders.Logs}
            To end it: kill {processes}
            """);
    }
}
