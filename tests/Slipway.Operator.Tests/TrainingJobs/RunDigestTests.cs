using System.Text.Json;
using Slipway.Api;
using Slipway.Contracts.Training;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

/// <summary>The digest of a configuration is taken over its JSON: what is not set must not be there, or a new operator would train every model anew.</summary>
public sealed class RunDigestTests
{
    [Fact]
    [Trait("Capability", "T1")]
    public void Options_that_are_not_set_are_no_part_of_a_configuration()
    {
        var spec = Samples.Training().Spec;
        JsonSerializer.SerializeToElement(spec.Evaluation, ApiJson.Default.GetTypeInfo(typeof(EvaluationPolicy))!).EnumerateObject().Select(member => member.Name).ShouldBe(["minSliceRows"]);
        JsonSerializer.SerializeToElement(spec.Gates![0], ApiJson.Default.GetTypeInfo(typeof(Gate))!).EnumerateObject().Select(member => member.Name).ShouldBe(["metric", "min", "mode"], ignoreOrder: true);
    }
}
