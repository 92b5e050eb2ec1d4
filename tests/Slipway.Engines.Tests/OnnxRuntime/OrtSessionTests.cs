using Slipway.Onnx;
using Slipway.OnnxRuntime;

namespace Slipway.Engines.Tests.OnnxRuntime;

public sealed class OrtSessionTests
{
    [Fact]
    public void The_engine_says_its_version() => Version.Parse(OrtEngine.Version).ShouldBeGreaterThanOrEqualTo(new Version(1, 15));

    [Fact]
    public void A_session_describes_inputs_outputs_and_metadata()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());

        session.Inputs.Select(input => (input.Name, input.ElementType, string.Join(",", input.Shape))).ShouldBe(
            [("a", OrtElementType.Double, "-1,1"), ("b", OrtElementType.Double, "-1,1"), ("text", OrtElementType.String, "-1,1")]);
        session.Outputs.Select(output => (output.Name, output.ElementType)).ShouldBe([("sum", OrtElementType.Double), ("echo", OrtElementType.String)]);
        session.Metadata["owner"].ShouldBe("knitting");
        session.Metadata["note"].ShouldBe("Größe ≥ 3");
        session.Producer.ShouldBe("slipway");
    }

    [Fact]
    public void Runs_by_name_and_reads_pinned_memory_in_place()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());
        double[] left = [1, double.NaN];
        using var a = OrtTensor.Over<double>(left, 2, 1);
        using var b = OrtTensor.Over<double>(new double[] { 10, 20 }, 2, 1);
        using var text = OrtTensor.Strings(["wool", "Zürich\0µ"], 2, 1);
        left[0] = 5;

        var outputs = session.Run(new Dictionary<string, OrtTensor> { ["text"] = text, ["b"] = b, ["a"] = a });

        outputs[0].AsSpan<double>().ToArray().ShouldBe([15, double.NaN]);
        outputs[0].Shape.ShouldBe([2, 1]);
        outputs[1].GetStrings().ShouldBe(["wool", "Zürich\0µ"]);
        foreach (var output in outputs) output.Dispose();
    }

    [Fact]
    public void Returns_only_the_outputs_asked_for_in_their_order()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());
        using var inputs = new SumInputs(1);

        var outputs = session.Run(inputs.ByName, ["echo"]);

        outputs.Length.ShouldBe(1);
        outputs[0].ElementType.ShouldBe(OrtElementType.String);
    }

    [Theory]
    [InlineData(typeof(float))]
    [InlineData(typeof(double))]
    [InlineData(typeof(long))]
    [InlineData(typeof(int))]
    [InlineData(typeof(bool))]
    public void Every_element_type_passes_unchanged(Type type)
    {
        if (type == typeof(float)) Echo(OnnxElement.Float32, [1.5f, float.NaN, -0f]);
        if (type == typeof(double)) Echo(OnnxElement.Float64, [Math.PI, double.NegativeInfinity]);
        if (type == typeof(long)) Echo(OnnxElement.Int64, [long.MinValue, 7]);
        if (type == typeof(int)) Echo(OnnxElement.Int32, [int.MaxValue, -7]);
        if (type == typeof(bool)) Echo(OnnxElement.Boolean, [true, false, true]);
    }

    [Fact]
    public void An_empty_batch_is_a_batch()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());
        using var inputs = new SumInputs(0);

        var outputs = session.Run(inputs.ByName);

        outputs[0].Count.ShouldBe(0);
        outputs[1].GetStrings().ShouldBeEmpty();
    }

    [Fact]
    public void A_name_that_the_model_lacks_is_named_with_the_ones_it_has()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());
        using var inputs = new SumInputs(1);

        Should.Throw<ArgumentException>(() => session.Run(new Dictionary<string, OrtTensor>(inputs.ByName) { ["c"] = inputs.ByName["a"] }))
            .Message.ShouldContain("the model has no input \"c\"; it has \"a\", \"b\", \"text\"");
        Should.Throw<ArgumentException>(() => session.Run(inputs.ByName, ["product"])).Message.ShouldContain("\"product\"");
        inputs.ByName.Remove("b");
        Should.Throw<ArgumentException>(() => session.Run(inputs.ByName)).Message.ShouldContain("input \"b\" is missing");
    }

    [Fact]
    public void A_wrong_type_is_the_engines_own_message()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());
        using var inputs = new SumInputs(1);
        using var wrong = OrtTensor.Over<float>(new float[] { 1 }, 1, 1);
        inputs.ByName["a"] = wrong;

        var error = Should.Throw<OrtException>(() => session.Run(inputs.ByName));

        error.Code.ShouldBe(OrtErrorCode.InvalidArgument);
        error.Message.ShouldContain("expected");
    }

    [Fact]
    public void A_missing_and_a_truncated_file_are_told_apart()
    {
        Should.Throw<OrtException>(() => OrtSession.Load("/no/such/model.onnx")).Code.ShouldBe(OrtErrorCode.NoSuchFile);
        var model = Models.SumAndEcho();
        Should.Throw<OrtException>(() => OrtSession.Load(model.AsSpan(..(model.Length / 2)))).Code.ShouldBe(OrtErrorCode.InvalidProtobuf);
    }

    [Fact]
    public void Loads_from_a_file_with_other_options()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Models.SumAndEcho());
            using var session = OrtSession.Load(path, new OrtSessionOptions
            {
                IntraOpThreads = 2,
                InterOpThreads = 2,
                GraphOptimization = OrtGraphOptimization.None,
                MemoryArena = false,
                MemoryPattern = false,
            });
            using var inputs = new SumInputs(3);
            session.Run(inputs.ByName)[0].AsSpan<double>().ToArray().ShouldBe([0, 2, 4]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Many_threads_run_one_session_at_once()
    {
        using var session = OrtSession.Load(Models.SumAndEcho());

        Parallel.For(0, 2_000, i =>
        {
            using var a = OrtTensor.Over<double>(new double[] { i }, 1, 1);
            using var b = OrtTensor.Over<double>(new double[] { 1 }, 1, 1);
            using var text = OrtTensor.Strings([$"row {i}"], 1, 1);
            var outputs = session.Run([a, b, text]);
            outputs[0].AsSpan<double>()[0].ShouldBe(i + 1);
            outputs[1].GetStrings().ShouldBe([$"row {i}"]);
            foreach (var output in outputs) output.Dispose();
        });
    }

    [Fact]
    public void A_disposed_session_or_tensor_is_refused()
    {
        var session = OrtSession.Load(Models.SumAndEcho());
        using var inputs = new SumInputs(1);
        inputs.ByName["a"].Dispose();
        Should.Throw<ObjectDisposedException>(() => session.Run(inputs.ByName));
        session.Dispose();
        using var fresh = new SumInputs(1);
        Should.Throw<ObjectDisposedException>(() => session.Run(fresh.ByName));
    }

    private static void Echo<T>(OnnxElement element, T[] values)
        where T : unmanaged
    {
        var builder = new OnnxGraphBuilder();
        builder.AddInput("in", element, -1);
        builder.AddOutput("out", "in", element, -1);
        using var session = OrtSession.Load(builder.Build());
        using var input = OrtTensor.Over<T>(values, values.Length);
        using var output = session.Run([input])[0];
        output.AsSpan<T>().ToArray().ShouldBe(values);
    }

    /// <summary>Inputs 0, 1, 2 ... in both numbers, and as text.</summary>
    private sealed class SumInputs : IDisposable
    {
        public SumInputs(int rows)
        {
            var numbers = Enumerable.Range(0, rows).Select(i => (double)i).ToArray();
            ByName = new()
            {
                ["a"] = OrtTensor.Over<double>(numbers, rows, 1),
                ["b"] = OrtTensor.Over<double>(numbers, rows, 1),
                ["text"] = OrtTensor.Strings([.. numbers.Select(number => $"{number}")], rows, 1),
            };
        }

        public Dictionary<string, OrtTensor> ByName { get; }

        public void Dispose()
        {
            foreach (var tensor in ByName.Values) tensor.Dispose();
        }
    }

    private static class Models
    {
        public static byte[] SumAndEcho()
        {
            var builder = new OnnxGraphBuilder("sum");
            builder.AddInput("a", OnnxElement.Float64, -1, 1);
            builder.AddInput("b", OnnxElement.Float64, -1, 1);
            builder.AddInput("text", OnnxElement.Text, -1, 1);
            builder.AddOutput("sum", builder.AddNode("Add", ["a", "b"], output: "sum"), OnnxElement.Float64, -1, 1);
            builder.AddOutput("echo", "text", OnnxElement.Text, -1, 1);
            builder.SetMetadata("owner", "knitting");
            builder.SetMetadata("note", "Größe ≥ 3");
            return builder.Build();
        }
    }
}
