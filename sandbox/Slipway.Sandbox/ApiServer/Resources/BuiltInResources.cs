using Slipway.Sandbox.ApiServer.BuiltIns;

namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>The built-in resources that the sandbox serves.</summary>
internal static class BuiltInResources
{
    private static readonly string[] InvolvedObject =
        ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
         "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"];

    public static IEnumerable<ResourceInfo> All(ServiceAddresses addresses)
    {
        yield return Make("", "v1", "namespaces", "Namespace", "NamespaceObject") with
        {
            Namespaced = false,
            HasStatus = true,
            ShortNames = ["ns"],
            SelectableFields = ["status.phase"],
            SupportsDeleteCollection = false,
            Subresources = [new("finalize", "", "", "Namespace", ["update"])],
            Rules = new NamespaceRules(),
        };
        yield return Make("", "v1", "pods", "Pod", "Pod") with
        {
            HasStatus = true,
            TracksGeneration = true,
            ShortNames = ["po"],
            Categories = ["all"],
            SelectableFields = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"],
            Subresources =
            [
                new("binding", "", "", "Binding", ["create"]), new("eviction", "policy", "v1", "Eviction", ["create"]), new("log", "", "", "Pod", ["get"]),
            ],
            Rules = new PodRules(),
        };
        yield return Make("", "v1", "configmaps", "ConfigMap", "ConfigMap") with { ShortNames = ["cm"], Rules = new ConfigMapRules() };
        yield return Make("", "v1", "secrets", "Secret", "Secret") with { SelectableFields = ["type"], Rules = new SecretRules() };
        yield return Make("", "v1", "services", "Service", "Service") with
        {
            HasStatus = true,
            ShortNames = ["svc"],
            Categories = ["all"],
            SelectableFields = ["spec.clusterIP", "spec.type"],
            Rules = new ServiceRules(addresses),
        };
        yield return Make("", "v1", "endpoints", "Endpoints", "Endpoints") with { Singular = "endpoints", ShortNames = ["ep"], ListKindName = "EndpointsList" };
        yield return Make("", "v1", "events", "Event", "Event") with { ShortNames = ["ev"], SelectableFields = InvolvedObject, AllowCreateOnUpdate = true, Rules = new EventRules() };
        yield return Make("", "v1", "nodes", "Node", "Node") with { Namespaced = false, HasStatus = true, ShortNames = ["no"], SelectableFields = ["spec.unschedulable"] };
        yield return Make("", "v1", "serviceaccounts", "ServiceAccount", "ServiceAccount") with
        {
            ShortNames = ["sa"],
            Subresources = [new("token", "authentication.k8s.io", "v1", "TokenRequest", ["create"])],
        };
        yield return Make("", "v1", "resourcequotas", "ResourceQuota", "ResourceQuota") with { HasStatus = true, ShortNames = ["quota"] };
        yield return Make("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", "PersistentVolumeClaim") with { HasStatus = true, ShortNames = ["pvc"] };
        yield return Make("apps", "v1", "deployments", "Deployment", "Deployment") with
        {
            HasStatus = true,
            TracksGeneration = true,
            ShortNames = ["deploy"],
            Categories = ["all"],
            Scale = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"], SelectorIsLabelSelector: true),
            Rules = new DeploymentRules(),
        };
        yield return Make("apps", "v1", "replicasets", "ReplicaSet", "ReplicaSet") with
        {
            HasStatus = true,
            TracksGeneration = true,
            ShortNames = ["rs"],
            Categories = ["all"],
            SelectableFields = ["status.replicas"],
            Scale = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"], SelectorIsLabelSelector: true),
            Rules = new WorkloadRules(),
        };
        yield return Make("batch", "v1", "jobs", "Job", "Job") with
        {
            HasStatus = true,
            TracksGeneration = true,
            Categories = ["all"],
            SelectableFields = ["status.successful"],
            Rules = new JobRules(),
        };
        yield return Make("batch", "v1", "cronjobs", "CronJob", "CronJob") with { HasStatus = true, TracksGeneration = true, ShortNames = ["cj"], Categories = ["all"], Rules = new CronJobRules() };
        yield return Make("coordination.k8s.io", "v1", "leases", "Lease", "Lease") with { AllowUnconditionalUpdate = false, AllowCreateOnUpdate = true, Rules = new LeaseRules() };
        yield return Make("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", "EndpointSlice") with { TracksGeneration = true };
        yield return Make("events.k8s.io", "v1", "events", "Event", "EventV1") with
        {
            ShortNames = ["ev"],
            Conversion = new EventConversion(),
            SelectableFields = InvolvedObject,
            AllowCreateOnUpdate = true,
        };
        yield return Make("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", "PodDisruptionBudget") with { HasStatus = true, TracksGeneration = true, ShortNames = ["pdb"] };
        yield return Make("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "HorizontalPodAutoscaler") with { HasStatus = true, ShortNames = ["hpa"], Categories = ["all"] };
        yield return Make("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "HorizontalPodAutoscalerV1") with
        {
            HasStatus = true,
            ShortNames = ["hpa"],
            Categories = ["all"],
            Conversion = new AutoscalerConversion(),
        };
        yield return Make("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", "NetworkPolicy") with { Rules = new NetworkPolicyRules(), Singular = "networkpolicy", TracksGeneration = true, ShortNames = ["netpol"], ListKindName = "NetworkPolicyList" };
        yield return Make("rbac.authorization.k8s.io", "v1", "roles", "Role", "Role");
        yield return Make("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", "RoleBinding");
        yield return Make("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", "ClusterRole") with { Namespaced = false };
        yield return Make("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", "RoleBinding") with { Namespaced = false };
        yield return Make("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", "PriorityClass") with { Namespaced = false, Singular = "priorityclass", ShortNames = ["pc"] };
        yield return Make("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", "CustomResourceDefinition") with
        {
            Namespaced = false,
            HasStatus = true,
            TracksGeneration = true,
            AllowUnconditionalUpdate = false,
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
            Rules = new CustomResourceDefinitionRules(),
        };
        yield return Make("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", "WebhookConfiguration") with { Namespaced = false, TracksGeneration = true, Categories = ["api-extensions"] };
        yield return Make("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", "WebhookConfiguration") with { Namespaced = false, TracksGeneration = true, Categories = ["api-extensions"] };
        yield return Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview");
        yield return Review("authentication.k8s.io", "tokenreviews", "TokenReview");
        yield return Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview");
        yield return Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview");
        yield return Review("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview");
    }

    private static ResourceInfo Make(string group, string version, string plural, string kind, string type) => new()
    {
        Group = group,
        Version = version,
        Plural = plural,
        Singular = kind.ToLowerInvariant(),
        Kind = kind,
        Schema = BuiltInSchemas.Kind(type),
    };

    private static ResourceInfo Review(string group, string plural, string kind) =>
        Make(group, "v1", plural, kind, "AccessReview") with { Namespaced = false, IsReview = true };
}
