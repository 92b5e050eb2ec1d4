using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Tables;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class TableTests
{
    [Theory]
    [InlineData(5, "5s")]
    [InlineData(119, "119s")]
    [InlineData(200, "3m20s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600 + 60, "3h1m")]
    [InlineData(50 * 3600, "2d2h")]
    [InlineData(-10, "<invalid>")]
    public void AgesReadAsKubectlPrintsThem(int seconds, string text) => HumanDuration.Text(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(".spec.size", "\"small\"")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData(".status.conditions[1].type", "\"Ready\"")]
    [InlineData(".spec.ports[*].port", "80")]
    [InlineData(".metadata.labels['a.b/c']", "\"d\"")]
    [InlineData(".metadata.labels.a\\.b/c", "\"d\"")]
    [InlineData(".spec.nothing", "null")]
    public void ColumnsFindTheirCells(string path, string cell)
    {
        var obj = JsonTree.ParseObject("""
            {"metadata":{"labels":{"a.b/c":"d"}},"spec":{"size":"small","ports":[{"port":80},{"port":81}]},
             "status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}
            """);
        JsonTree.ToText(CellPath.Parse(path).First(obj)).ShouldBe(cell);
    }
}
