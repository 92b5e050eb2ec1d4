using Slipway.Features.Functions;

namespace Slipway.Features.Tests;

/// <summary>The page of the language lists exactly the functions that exist, as they are.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_function_has_its_row_in_the_documentation()
    {
        var page = File.ReadAllLines(Path.Combine(RepositoryRoot(), "docs", "features.md"));
        var documented = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        documented.ShouldBe(FunctionCatalogue.All.Select(Row));
    }

    private static string Row(FunctionDefinition function) =>
        $"| `{function.Usage}` | {string.Join(", ", function.Parameters.Select(Type).Distinct())} | {function.Result?.ToString() ?? "as the arguments"} | {function.Meaning} | {function.Missing ?? ""} |";

    private static string Type(Parameter parameter) => parameter.Kind switch
    {
        ParameterKind.Same or ParameterKind.Any => "any",
        ParameterKind.SameOrdered => "Number or Time",
        ParameterKind.SameLiteral => "literal",
        ParameterKind.SameList => "list of literals",
        ParameterKind.Category => "Text, Number or Boolean",
        ParameterKind.NumberLiteral => "number literal",
        ParameterKind.TextLiteral => "text literal",
        ParameterKind.Count => parameter.Most == int.MaxValue ? "count" : $"count up to {parameter.Most}",
        ParameterKind.Choice => string.Join(" or ", parameter.Choices.Select(choice => $"'{choice}'")),
        ParameterKind.Pattern => "pattern in quotes",
        ParameterKind.Table => "table in quotes",
        ParameterKind.Boundaries => "list of numbers",
        ParameterKind.Strategy => "mean, median, mode or literal",
        ParameterKind.Categories => $"count up to {parameter.Most} or list",
        _ => parameter.Kind.ToString(),
    };

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Operator.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Operator.sln is in no folder above the tests.");
        return folder;
    }
}
