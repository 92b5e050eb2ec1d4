using Slipway.Sandbox.Node.Volumes;

namespace Slipway.Sandbox.Tests.Node;

public sealed class PathMapTests
{
    private static readonly PathMap Map = new(
    [
        KeyValuePair.Create("/etc/step", "/node/step"),
        KeyValuePair.Create("/data", "/node/data"),
        KeyValuePair.Create("/data/inner", "/node/inner"),
        KeyValuePair.Create("/same", "/same"),
    ]);

    [Theory]
    [InlineData("/etc/step/spec.json", "/node/step/spec.json")]
    [InlineData("/etc/step", "/node/step")]
    [InlineData("--config=/etc/step/a --out=/data", "--config=/node/step/a --out=/node/data")]
    [InlineData("cat '/data/x' > /data/inner/y", "cat '/node/data/x' > /node/inner/y")]
    [InlineData("file:///data/set.parquet", "file:///node/data/set.parquet")]
    [InlineData("/etc/stepping", "/etc/stepping")]
    [InlineData("/other/data", "/other/data")]
    [InlineData("https://host/data", "https://host/data")]
    [InlineData("/same/x", "/same/x")]
    [InlineData("", "")]
    public void Whole_mount_paths_are_replaced_and_nothing_else(string text, string expected) => Map.Rewrite(text).ShouldBe(expected);
}
