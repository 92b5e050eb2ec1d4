using System.Net;
using Slipway.Server.Hosting;

namespace Slipway.Server.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void A_flag_goes_before_the_environment()
    {
        var settings = With(new() { ["SLIPWAY_MODEL_URI"] = "file:///b" }, "--model-uri", "file:///a");
        settings.Required("model-uri").ShouldBe("file:///a");
        With(new() { ["SLIPWAY_MODEL_URI"] = "file:///b" }).Required("model-uri").ShouldBe("file:///b");
    }

    [Theory]
    [InlineData(null, "0.0.0.0")]
    [InlineData("127.3.0.1", "127.3.0.1")]
    public void The_address_is_the_pods_own_where_the_environment_says_it(string? pod, string expected) =>
        With(new() { ["SLIPWAY_POD_IP"] = pod }).Address("address").ShouldBe(IPAddress.Parse(expected));

    [Fact]
    public void A_flag_without_a_value_or_without_dashes_is_refused()
    {
        Should.Throw<SettingsException>(() => With([], "--port")).Message.ShouldBe("--port needs a value");
        Should.Throw<SettingsException>(() => With([], "port")).Message.ShouldStartWith("\"port\" is no flag");
    }

    private static Settings With(Dictionary<string, string?> environment, params string[] arguments) =>
        new(arguments, name => environment.GetValueOrDefault(name));
}
