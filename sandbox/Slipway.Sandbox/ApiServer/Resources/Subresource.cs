namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>A subresource as discovery lists it.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string Kind, string[] Verbs);
