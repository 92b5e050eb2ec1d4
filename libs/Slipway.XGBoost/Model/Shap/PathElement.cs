namespace Slipway.XGBoost.Model.Shap;

/// <summary>A feature on the way from the root.</summary>
/// <param name="Feature">Column; -1 for the root, which tests none.</param>
/// <param name="Zero">Share of all ways that lead here while the feature is unknown.</param>
/// <param name="One">Share of ways that lead here while it is known: 1 or 0.</param>
/// <param name="Weight">Weight of the sets of features that have as many known as this place in the path says.</param>
internal readonly record struct PathElement(int Feature, double Zero, double One, double Weight);
