using Slipway.Api.Datasets;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;

namespace Slipway.Operator.Webhooks;

/// <summary>The objects of a namespace that rules across objects look at.</summary>
internal interface IKnownObjects
{
    Dataset? Dataset(string? place, string name);

    IReadOnlyList<TrainingJob> TrainingJobs(string? place);

    IReadOnlyList<Rollout> Rollouts(string? place);
}
