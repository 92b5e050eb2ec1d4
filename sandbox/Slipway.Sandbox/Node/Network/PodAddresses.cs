using System.Security.Cryptography;

namespace Slipway.Sandbox.Node.Network;

/// <summary>
/// Hands out the addresses of pods: loopback addresses in 127.64.0.0/11 (services have 127.96.0.0/11), chosen at random so that
/// several sandboxes on one machine hardly ever meet.
/// </summary>
internal sealed class PodAddresses
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Takes an address: the wanted one if it is free, else any.</summary>
    public string Take(string? wanted = null)
    {
        lock (gate)
        {
            if (!string.IsNullOrEmpty(wanted) && taken.Add(wanted)) return wanted;
            string address;
            do address = $"127.{RandomNumberGenerator.GetInt32(64, 96)}.{RandomNumberGenerator.GetInt32(0, 256)}.{RandomNumberGenerator.GetInt32(1, 255)}";
            while (!taken.Add(address));
            return address;
        }
    }

    public void Release(string address)
    {
        lock (gate) taken.Remove(address);
    }
}
