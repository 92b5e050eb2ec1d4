namespace Slipway.Kubernetes.Cache;

/// <summary>What a reflector does next.</summary>
internal enum ReflectorStep
{
    /// <summary>Nothing is known, or what is known is too old: watch from the most recent state, which the stream begins with.</summary>
    Stream,

    /// <summary>As <see cref="Stream"/>, by a list, because the server does not stream or a stream has just failed.</summary>
    List,

    /// <summary>Watch from the version that is known.</summary>
    Watch,
}
