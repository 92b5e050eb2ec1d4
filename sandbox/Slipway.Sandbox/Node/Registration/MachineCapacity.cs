using System.Globalization;

namespace Slipway.Sandbox.Node.Registration;

/// <summary>What this machine has, for a node whose capacity was not given.</summary>
internal static class MachineCapacity
{
    private const string MostPods = "110";

    /// <summary>Cores, memory and number of pods; what is given goes before what was found.</summary>
    public static IReadOnlyDictionary<string, string> Complete(IReadOnlyDictionary<string, string> given)
    {
        var capacity = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cpu"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024).ToString(CultureInfo.InvariantCulture) + "Ki",
            ["pods"] = MostPods,
        };
        foreach (var (name, amount) in given) capacity[name] = amount;
        return capacity;
    }
}
