using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

[Trait("Capability", "D15")]
public sealed class LabelTypeTests
{
    [Fact]
    public void A_task_fits_the_declared_type_of_the_label()
    {
        Ready(LabelType.Binary, LearningTask.Binary).ShouldBe("Training");
        Ready(LabelType.Multiclass, LearningTask.Binary).ShouldBe("LabelOfAnotherType");
        Ready(LabelType.Numeric, LearningTask.Binary).ShouldBe("LabelOfAnotherType");
        Ready(null, LearningTask.Binary).ShouldBe("Training");
    }

    [Fact]
    public void A_label_that_functions_give_needs_no_declared_column()
    {
        var scene = new TrainingScene();
        var dataset = TrainingScene.ReadyDataset('d');
        LabelFunction function = new() { Name = "dear", Expression = "price > 100", Value = "true" };
        scene.World = scene.World with { Dataset = dataset with { Spec = dataset.Spec with { Label = new Label { Column = "worth", Functions = [function] } } } };
        scene.Step();
        scene.Ready.Reason.ShouldBe("Training");
    }

    private static string? Ready(LabelType? type, LearningTask task)
    {
        var scene = new TrainingScene();
        var dataset = TrainingScene.ReadyDataset('d');
        scene.World = scene.World with
        {
            Dataset = dataset with { Spec = dataset.Spec with { Label = new Label { Column = "clicked", Type = type } } },
            Job = scene.World.Job with { Spec = scene.World.Job.Spec with { Task = task } },
        };
        scene.Step();
        return scene.Ready.Reason;
    }
}
