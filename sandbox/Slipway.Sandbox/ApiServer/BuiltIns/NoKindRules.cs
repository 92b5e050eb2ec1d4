namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Kinds for which the schema says it all.</summary>
internal sealed class NoKindRules : IKindRules
{
    public static readonly NoKindRules Instance = new();
}
