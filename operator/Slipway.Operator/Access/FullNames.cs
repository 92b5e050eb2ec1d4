using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Access;

/// <summary>Names of Datasets that hold in every namespace.</summary>
internal static class FullNames
{
    /// <summary>Namespace and name of a stored Dataset.</summary>
    public static DatasetName FullName(this Dataset dataset) => new(dataset.Metadata.Namespace!, dataset.Metadata.Name!);
}
