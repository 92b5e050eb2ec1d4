using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>Names revisions: one for each model version in each server configuration.</summary>
internal static class Revisions
{
    /// <summary>The revision that serves a version as the spec says.</summary>
    public static RevisionStatus Of(RolloutWorld world, ModelVersion version, DateTimeOffset now) => new()
    {
        Name = NameOf(world, version),
        ModelVersion = version.Metadata.Name!,
        Version = version.Spec.Version,
        Digest = version.Spec.Artifact.Digest,
        Since = now,
    };

    /// <summary>Name of that revision, deterministic.</summary>
    public static string NameOf(RolloutWorld world, ModelVersion version) =>
        $"{world.Rollout.Metadata.Name}-{version.Spec.Version}-{Hash(world, version)}";

    // Replicas are no part of a revision: scaling is no change that a canary could judge.
    private static string Hash(RolloutWorld world, ModelVersion version)
    {
        var server = world.Rollout.Spec.Server with { Replicas = 1, Image = world.Rollout.Spec.Server.Image ?? world.DefaultServerImage };
        var text = version.Spec.Artifact.Digest + JsonSerializer.Serialize(server, ApiJson.Default.ServerSpec);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..6];
    }
}
