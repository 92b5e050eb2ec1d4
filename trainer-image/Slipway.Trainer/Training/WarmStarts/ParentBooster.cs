namespace Slipway.Trainer.Training.WarmStarts;

/// <summary>The trees that a run begins with.</summary>
/// <param name="Model">The booster as it was saved.</param>
/// <param name="Rounds">Its rounds.</param>
internal sealed record ParentBooster(byte[] Model, int Rounds);
