using Slipway.Features;

namespace Slipway.Trainer.Training.Data;

/// <summary>What may stand beside the features of a row.</summary>
internal static class KeptColumns
{
    internal static readonly KeptColumn Label = new(Target.Alias, Target.Alias);
    internal static readonly KeptColumn Weight = new(TrainingRows.Weight, TrainingRows.Weight);
    internal static readonly KeptColumn Query = new(Target.Query, Target.Query);
}
