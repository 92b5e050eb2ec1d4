namespace Slipway.Api;

/// <summary>Names that all kinds share.</summary>
public static class SlipwayApi
{
    /// <summary>API group.</summary>
    public const string Group = "slipway.dev";

    /// <summary>Version of the kinds.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version as manifests write them.</summary>
    public const string GroupVersion = Group + "/" + Version;

    /// <summary>Annotation that asks for one more snapshot or run each time its value changes.</summary>
    public const string RefreshAnnotation = Group + "/refresh";

    /// <summary>Annotation with the revision of the repository that a manifest comes from, such as a commit; written by whoever applies it.</summary>
    public const string SourceRevisionAnnotation = Group + "/source-revision";

    /// <summary>Annotation by which a deleted ModelVersion is asked back from the trash.</summary>
    public const string RestoreAnnotation = Group + "/restore";

    /// <summary>Label of a ConfigMap that keeps the record of a deleted ModelVersion, with the name of that version.</summary>
    public const string TrashLabel = Group + "/trashed-modelversion";

    /// <summary>Annotation of such a ConfigMap: from when on the files of the model are deleted.</summary>
    public const string PurgeAfterAnnotation = Group + "/purge-after";

    /// <summary>Annotation of a TrainingJob with <c>spec.drill</c> that asks for a drill each time its value changes.</summary>
    public const string DrillAnnotation = Group + "/drill";

    /// <summary>Name of the operator in <c>spec.managedBy</c>, and its default.</summary>
    public const string ManagedBy = Group + "/operator";

    /// <summary>Field manager of everything that the operator applies.</summary>
    public const string FieldManager = "slipway";
}
