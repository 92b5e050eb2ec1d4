using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Operator.Reconciling;

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
    public static string NameOf(RolloutWorld world, ModelVersion version) => NameOf(world.Rollout, version, world.DefaultServerImage);

    /// <summary>Name of that revision, deterministic.</summary>
    public static string NameOf(Rollout rollout, ModelVersion version, string defaultImage) =>
        $"{Names.Fit(rollout.Metadata.Name!, 45)}-{version.Spec.Version}-{Hash(rollout.Spec.Server, version, defaultImage)}";

    // Replicas are no part of a revision: scaling is no change that a canary could judge.
    private static string Hash(ServerSpec spec, ModelVersion version, string defaultImage)
    {
        var server = spec with { Replicas = 1, Image = spec.Image ?? defaultImage };
        var text = version.Spec.Artifact.Digest + JsonSerializer.Serialize(server, ApiJson.Default.ServerSpec);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..6];
    }
}
