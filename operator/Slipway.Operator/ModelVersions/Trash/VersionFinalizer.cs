using Slipway.Api;

namespace Slipway.Operator.ModelVersions.Trash;

/// <summary>Holds a ModelVersion that is being deleted until its record is in the trash.</summary>
internal static class VersionFinalizer
{
    public const string Name = SlipwayApi.Group + "/trash";
}
