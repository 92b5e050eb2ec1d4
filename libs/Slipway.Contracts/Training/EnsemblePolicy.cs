using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>Learns several models and serves the mean of their margins as one graph.</summary>
public sealed record EnsemblePolicy
{
    /// <summary>What the models differ in.</summary>
    public EnsembleMethod Method { get; init; }

    /// <summary>How many models; training takes as many times as long.</summary>
    [Range(2, 100)]
    public int Members { get; set; } = 5;
}

/// <summary>What the models of an ensemble differ in.</summary>
public enum EnsembleMethod
{
    /// <summary>Each learns from a bootstrap sample of the training rows (of the queries, for ranking) with a seed of its own.</summary>
    Bagging,

    /// <summary>Each learns from all rows with a seed of its own: copies for stability. The parameters must draw something at random, such as <c>subsample</c> below 1.</summary>
    Seeds,
}
