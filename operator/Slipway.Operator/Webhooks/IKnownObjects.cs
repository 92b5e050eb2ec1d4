using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Trash;

namespace Slipway.Operator.Webhooks;

/// <summary>The objects that rules across objects look at.</summary>
internal interface IKnownObjects
{
    Dataset? Dataset(DatasetName name);

    IReadOnlyList<TrainingJob> TrainingJobs(string? place);

    /// <summary>The TrainingJobs of a model family.</summary>
    IReadOnlyList<TrainingJob> TrainingJobs(string? place, string model);

    /// <summary>What uses a version now.</summary>
    IReadOnlyList<VersionUse> Uses(ModelVersion version);

    /// <summary>What the retention of its family says of a version.</summary>
    VersionUse? Kept(ModelVersion version, DateTimeOffset now);

    /// <summary>What the trash keeps of deleted versions of this name.</summary>
    IReadOnlyList<TrashedVersion> Trashed(string? place, string version);
}
