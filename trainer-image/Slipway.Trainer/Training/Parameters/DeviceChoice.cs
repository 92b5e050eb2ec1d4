using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>
/// Where XGBoost runs. A GPU that hyperparameters demand must be usable, or the step fails before it costs anything;
/// a GPU that the pod merely has is used when the library can, and reported as unused when it cannot.
/// </summary>
internal static class DeviceChoice
{
    internal static void Apply(SortedDictionary<string, string> booster, ParameterRequest request, List<string> warnings)
    {
        var device = booster.GetValueOrDefault("device");
        var demanded = device is not null && device != "cpu" ? $"device is '{device}'" : booster["tree_method"].StartsWith("gpu_", StringComparison.Ordinal) ? $"tree_method is '{booster["tree_method"]}'" : null;
        if (demanded is not null && !request.LibraryHasCuda)
            throw StepException.Invalid(
                "GpuNotSupported",
                $"hyperparameters.{demanded}, but this trainer image's XGBoost was built without CUDA.",
                "Use a trainer image with a CUDA build of XGBoost, or remove the parameter to train on the CPU.");

        if (demanded is null && device is null && request.Gpu)
        {
            if (!request.LibraryHasCuda) warnings.Add("The pod has a GPU, but this image's XGBoost was built without CUDA: training runs on the CPU and the GPU stays idle.");
            else booster["device"] = "cuda";
        }

        if (request.LibraryHasDevice || !booster.Remove("device", out var wanted)) return;
        // Before 2.0 the device is part of the tree method.
        if (wanted != "cpu" && booster["tree_method"] == "hist") booster["tree_method"] = "gpu_hist";
    }
}
