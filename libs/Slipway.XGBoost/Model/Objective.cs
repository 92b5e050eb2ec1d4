namespace Slipway.XGBoost.Model;

/// <summary>What an objective's name means for prediction: the transformation of margins and the margin of the stored intercept.</summary>
internal sealed record Objective(MarginTransform Transform, InterceptLink Link)
{
    private const float SmallestProbability = 1e-6f;

    internal static Objective Find(string name) => name switch
    {
        "binary:logistic" or "reg:logistic" => new(MarginTransform.Logistic, InterceptLink.Logit),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => new(MarginTransform.Exponential, InterceptLink.Log),
        "multi:softprob" => new(MarginTransform.Softmax, InterceptLink.Identity),
        "multi:softmax" => new(MarginTransform.LargestClass, InterceptLink.Identity),
        "binary:hinge" => new(MarginTransform.Sign, InterceptLink.Identity),
        "binary:logitraw" or "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror" or "reg:absoluteerror"
            or "reg:quantileerror" or "rank:pairwise" or "rank:ndcg" or "rank:map" => new(MarginTransform.Identity, InterceptLink.Identity),
        _ => throw new XGBoostException(
            $"The model's objective '{name}' is not one whose predictions can be reproduced; train with one of XGBoost's built-in objectives."),
    };

    /// <summary>The stored base_score is in the unit of the prediction; the trees add to margins. float32 throughout, as XGBoost does it.</summary>
    internal float ToMargin(float score, Version version) => Link switch
    {
        InterceptLink.Logit => Logit(version.Major >= 3 ? Math.Clamp(score, SmallestProbability, 1 - SmallestProbability) : score),
        InterceptLink.Log => MathF.Log(score),
        _ => score,
    };

    private static float Logit(float score) => -MathF.Log((1f / score) - 1f);
}

internal enum InterceptLink
{
    Identity,
    Logit,
    Log,
}
