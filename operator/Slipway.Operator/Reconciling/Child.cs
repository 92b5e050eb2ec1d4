using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Reconciling;

/// <summary>An object that a plan wants to be there.</summary>
internal abstract class Child
{
    /// <summary>Annotation with the digest of what was applied last, by which a field that is no longer wanted is noticed.</summary>
    public const string AppliedAnnotation = "slipway.dev/applied";

    /// <summary>What is wanted.</summary>
    public abstract IKubernetesObject Intent { get; }

    /// <summary>Whether something has to be written.</summary>
    public abstract bool IsDue { get; }

    /// <summary>Writes it.</summary>
    public abstract Task WriteAsync(IKubernetesClient client, CancellationToken cancellationToken);

    /// <summary>Made when it is not there, and never changed: Jobs, their specifications, records.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="intent">The object, with its owner.</param>
    /// <param name="live">The object in the cache, if it is there.</param>
    public static Child Once<T>(ResourceType<T> type, T intent, T? live) where T : KubernetesObject => new CreatedOnce<T>(type, intent, live);

    /// <summary>Applied whenever it is not there or not as wanted; fields that others set are left alone.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="intent">Exactly the fields that are wanted, with the owner.</param>
    /// <param name="live">The object in the cache, if it is there.</param>
    public static Child Kept<T>(ResourceType<T> type, T intent, T? live) where T : KubernetesObject => new Applied<T>(type, Stamp(type, intent), live);

    /// <summary>The same for a kind that the API server may lack, as one before 1.21 lacks <c>policy/v1</c>: it does without.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="intent">Exactly the fields that are wanted, with the owner.</param>
    /// <param name="live">The object in the cache, if it is there.</param>
    public static Child KeptWhereServed<T>(ResourceType<T> type, T intent, T? live) where T : KubernetesObject =>
        new Applied<T>(type, Stamp(type, intent), live, isOptional: true);

    private static T Stamp<T>(ResourceType<T> type, T intent) where T : KubernetesObject
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(intent, type.Json)))[..16];
        var annotations = new Dictionary<string, string>(intent.Metadata.Annotations ?? new Dictionary<string, string>()) { [AppliedAnnotation] = digest };
        return intent with { Metadata = intent.Metadata with { Annotations = annotations } };
    }

    private sealed class CreatedOnce<T>(ResourceType<T> type, T intent, T? live) : Child where T : KubernetesObject
    {
        public override IKubernetesObject Intent => intent;

        public override bool IsDue => live is null;

        public override async Task WriteAsync(IKubernetesClient client, CancellationToken cancellationToken)
        {
            try
            {
                await client.CreateAsync(type, intent, null, cancellationToken);
            }
            catch (KubernetesException taken) when (taken.IsAlreadyExists)
            {
                // A pass that was killed after this write, or one with an older cache, did the same.
                var there = await client.GetAsync(type, intent.Key(), cancellationToken);
                if (there is null || !IsOurs(there)) throw;
            }
        }

        // What has no owner is known by what it says: somebody may have made another object under the name meanwhile.
        private bool IsOurs(T there) => intent.ControllerOwner() is { } owner
            ? there.ControllerOwner()?.Uid == owner.Uid
            : JsonSubset.Contains(JsonSerializer.SerializeToNode(there, type.Json), JsonSerializer.SerializeToNode(intent, type.Json));
    }

    private sealed class Applied<T>(ResourceType<T> type, T intent, T? live, bool isOptional = false) : Child where T : KubernetesObject
    {
        // The digest of the intent that an object from the cache was found to fulfil. Neither changes, so they need not be compared again.
        private static readonly ConditionalWeakTable<T, string> Fulfilled = [];

        private string Digest => intent.Metadata.Annotations![AppliedAnnotation];

        public override IKubernetesObject Intent => intent;

        public override bool IsDue
        {
            get
            {
                if (live is null) return true;
                if (Fulfilled.TryGetValue(live, out var known) && known == Digest) return false;
                if (!JsonSubset.Contains(Tree(live), Tree(intent))) return true;
                Fulfilled.AddOrUpdate(live, Digest);
                return false;
            }
        }

        public override async Task WriteAsync(IKubernetesClient client, CancellationToken cancellationToken)
        {
            try
            {
                await client.ApplyAsync(type, intent, null, cancellationToken);
            }
            catch (KubernetesException unknown) when (isOptional && unknown.IsNotFound)
            {
                // Nobody misses it who cannot have it; the next pass asks again, in case the server was renewed.
            }
        }

        private JsonNode? Tree(T resource) => JsonSerializer.SerializeToNode(resource, type.Json);
    }
}

/// <summary>An object that a plan wants to be gone.</summary>
internal abstract class Removal
{
    /// <summary>The object.</summary>
    public abstract IKubernetesObject Live { get; }

    /// <summary>Deletes exactly this object, not a successor of its name.</summary>
    public abstract Task DeleteAsync(IKubernetesClient client, CancellationToken cancellationToken);

    /// <summary>Deletes an object that the cache holds.</summary>
    public static Removal Of<T>(ResourceType<T> type, T live) where T : class, IKubernetesObject => new Typed<T>(type, live);

    private sealed class Typed<T>(ResourceType<T> type, T live) : Removal where T : class, IKubernetesObject
    {
        public override IKubernetesObject Live => live;

        public override async Task DeleteAsync(IKubernetesClient client, CancellationToken cancellationToken)
        {
            try
            {
                await client.DeleteAsync(type, live.Key(), DeleteOptions.Exactly(live), cancellationToken);
            }
            catch (KubernetesException conflict) when (conflict.IsConflict)
            {
                // Mostly another object has the name by now, and the one that had to go is gone.
                if ((await client.GetAsync(type, live.Key(), cancellationToken))?.Metadata.Uid == live.Metadata.Uid) throw;
            }
        }
    }
}
