using FsCheck;
using FsCheck.Fluent;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Tests.Training.Memory;

/// <summary>Where rows are while they are learned from is a rule over sizes.</summary>
[Trait("Capability", "T5")]
public sealed class MatrixFormTests
{
    [Theory]
    [InlineData(1_000_000, 28, 256, 140_000_000, nameof(MatrixForm.InMemory))]
    [InlineData(1_000_000, 28, 256, 139_999_999, nameof(MatrixForm.Streamed))]
    [InlineData(1_000_000, 28, 512, 140_000_000, nameof(MatrixForm.Streamed))]
    [InlineData(1_000_000, 28, 256, 64_000_000, nameof(MatrixForm.Streamed))]
    [InlineData(1_000_000, 28, 256, 63_999_999, nameof(MatrixForm.External))]
    [InlineData(4_000_000_000, 1000, 256, 1L << 40, nameof(MatrixForm.External))]
    public void The_fastest_form_that_fits_is_taken(long rows, int columns, int maxBin, long memory, string expected) =>
        MatrixForms.Choose(rows, columns, maxBin, memory, external: true).ToString().ShouldBe(expected);

    [Fact]
    public void More_memory_never_makes_it_slower_and_an_old_library_never_uses_files() =>
        Prop.ForAll(
            Gen.Choose(1, 10_000_000).Zip(Gen.Choose(1, 500)).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(),
            sizes =>
            {
                var ((rows, columns), memory) = sizes;
                var form = MatrixForms.Choose(rows, columns, 256, memory, external: true);
                return MatrixForms.Choose(rows, columns, 256, memory * 2L, external: true) <= form
                    && MatrixForms.Choose(rows, columns, 256, memory, external: false) == (form == MatrixForm.External ? MatrixForm.Streamed : form);
            }).Check(Config.QuickThrowOnFailure);
}
