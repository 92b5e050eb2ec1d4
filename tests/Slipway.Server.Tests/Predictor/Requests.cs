namespace Slipway.Server.Tests.Predictor;

/// <summary>Bodies of infer requests to <see cref="YarnModel"/>.</summary>
internal static class Requests
{
    public static string OneRow(string price = "1", string discount = "0.5", string yarn = "\"merino\"", string? id = null, string? outputs = null) =>
        "{" + (id is null ? "" : $"\"id\":\"{id}\",") +
        $$"""
        "inputs":[{"name":"price","shape":[1,1],"datatype":"FP64","data":[{{price}}]},
                  {"name":"discount","shape":[1,1],"datatype":"FP64","data":[{{discount}}]},
                  {"name":"yarn","shape":[1,1],"datatype":"BYTES","data":[{{yarn}}]}]
        """ + (outputs is null ? "" : $",\"outputs\":{outputs}") + "}";

    public static string Price(string shape, string datatype, string data) =>
        $$"""{"inputs":[{"name":"price","shape":{{shape}},"datatype":"{{datatype}}","data":{{data}}}]}""";
}
