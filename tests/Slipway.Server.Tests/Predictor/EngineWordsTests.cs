using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Tests.Predictor;

[Trait("Capability", "D23")]
public sealed class EngineWordsTests
{
    [Theory]
    [InlineData(
        "Non-zero status code returned while running Cast node. Name:'cast_1' Status Message: cannot convert 'ada@example.org'",
        "Non-zero status code returned while running Cast node. Name:'cast_1'")]
    [InlineData("ada@example.org is no number", "the engine's words are not logged, because they can quote the request; its sender has them")]
    public void A_log_does_not_quote_the_request(string message, string logged) => EngineWords.WithoutInput(message).ShouldBe(logged);
}
