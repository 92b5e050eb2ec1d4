using Slipway.Sandbox.ApiServer.BuiltIns;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Reads quantities that the API server has already accepted.</summary>
internal static class Amount
{
    /// <summary>The quantity in base units: cores, bytes, pieces.</summary>
    /// <exception cref="ConfigurationException">The text is no quantity.</exception>
    public static decimal Parse(string text) =>
        Quantity.Parse(text) ?? throw new ConfigurationException($"\"{text}\" is not a quantity; write it like 500m, 2 or 1.5Gi");
}
