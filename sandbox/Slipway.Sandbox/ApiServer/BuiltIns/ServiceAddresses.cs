using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>
/// Hands out the addresses of services: loopback addresses in 127.96.0.0/11, chosen at random so that several sandboxes on one
/// machine hardly ever meet.
/// </summary>
internal sealed class ServiceAddresses
{
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);

    public string Allocate()
    {
        while (true)
        {
            var address = $"127.{RandomNumberGenerator.GetInt32(96, 128)}.{RandomNumberGenerator.GetInt32(0, 256)}.{RandomNumberGenerator.GetInt32(1, 255)}";
            if (_taken.TryAdd(address, true))
            {
                return address;
            }
        }
    }

    public void Reserve(string address) => _taken[address] = true;
}
