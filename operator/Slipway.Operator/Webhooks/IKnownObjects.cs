using Slipway.Api.Datasets;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Webhooks;

/// <summary>The objects that rules across objects look at.</summary>
internal interface IKnownObjects
{
    Dataset? Dataset(DatasetName name);

    IReadOnlyList<TrainingJob> TrainingJobs(string? place);

    IReadOnlyList<Rollout> Rollouts(string? place);
}
