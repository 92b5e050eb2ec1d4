using System.Globalization;
using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs.Drills;

/// <summary>Names, places and children of drills.</summary>
internal static class DrillStep
{
    // A Job that cannot start must not hold up the next drill for ever.
    private static readonly Duration CleaningDeadline = new(TimeSpan.FromMinutes(15));

    public static string NameOf(TrainingJob job, int number) => string.Create(CultureInfo.InvariantCulture, $"{Names.Fit(job.Metadata.Name!, 63 - 24)}-drill-{number}");

    public static string CleaningNameOf(TrainingJob job, int number) => $"{NameOf(job, number)}-clean";

    /// <summary>URI prefix of everything that a drill writes.</summary>
    public static string Output(TrainingJobWorld world, string name) => $"{Folder(world)}/{name}";

    /// <summary>The Job that deletes what drills wrote, those before included; of its own result nothing but one small file stays, until the next time.</summary>
    public static IReadOnlyList<Child> Cleaning(TrainingJobWorld world, string name) => StepChildren.Of(
        new StepTemplate
        {
            Owner = world.Job,
            Name = name,
            Step = "collect",
            SpecJson = JsonSerializer.Serialize(
                new CollectSpec
                {
                    Namespace = world.Place, Name = world.Job.Metadata.Name!, Versions = [], Runs = Folder(world), KeepRuns = [name], ResultPrefix = $"{Folder(world)}/{name}",
                },
                ContractsJson.Default.CollectSpec),
            Image = world.Settings.TrainerImage,
            Placement = world.Job.Spec.Placement is { } placement ? placement with { Gpu = null } : null,
            Jurisdictions = Jurisdictions.Common(world.DatasetsRead),
            Secrets = TrainStep.Secrets(world),
            Deadline = CleaningDeadline,
        },
        world.Children);

    /// <summary>Takes the Job of a drill away; the Job goes last, by which the others are found if this is interrupted.</summary>
    public static IEnumerable<Removal> Removals(TrainingJobWorld world, string name)
    {
        if (world.Children.ConfigMap(name) is { } specification) yield return Removal.Of(BuiltIn.ConfigMaps, specification);
        if (world.Children.Service(name) is { } service) yield return Removal.Of(BuiltIn.Services, service);
        if (world.Children.PodGroup(name) is { } group) yield return Removal.Of(SchedulerKinds.PodGroups, group);
        if (world.Children.Job(name) is { } job) yield return Removal.Of(BuiltIn.Jobs, job);
    }

    private static string Folder(TrainingJobWorld world) => $"{world.Settings.StoreOf(world.Job.Spec.Storage)}/models/{world.Place}/{world.Job.Spec.Model}/drills";
}
