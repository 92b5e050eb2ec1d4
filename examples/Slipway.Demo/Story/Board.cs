using Slipway.Demo.Traffic;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Demo.Story;

/// <summary>Shows the story while it happens: a table that changes on a terminal, a line for each change elsewhere.</summary>
internal sealed class Board(YarnDemo demo)
{
    private readonly Dictionary<Chapter, string> told = [];

    /// <summary>Shows the story until the work is done.</summary>
    public async Task ShowAsync(Func<Action, Task> work)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
            await AnsiConsole.Live(Draw()).AutoClear(true).StartAsync(context => work(() => context.UpdateTarget(Draw())));
        else
            await work(TellChanges);
        Write();
    }

    /// <summary>Prints the table once.</summary>
    public void Write() => AnsiConsole.Write(Draw());

    private void TellChanges()
    {
        foreach (var chapter in demo.Story.Where(chapter => chapter.Begun))
        {
            var line = $"{(chapter.Over ? "done" : "  ..")} {chapter.Title}: {chapter.Text}";
            if (chapter.Text.Length == 0 || (told.GetValueOrDefault(chapter) == line)) continue;
            told[chapter] = line;
            Console.WriteLine($"[{chapter.Elapsed.TotalSeconds,5:0.0} s] {line}");
        }
    }

    private IRenderable Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "What", "Time", "Now").Expand();
        foreach (var chapter in demo.Story)
        {
            table.AddRow(
                new Markup(chapter.Over ? "[green]✓[/]" : chapter.Begun ? "[yellow]●[/]" : "[grey]·[/]"),
                new Markup(Markup.Escape(chapter.Title)),
                new Markup(chapter.Begun ? $"{chapter.Elapsed.TotalSeconds:0.0} s" : ""),
                new Markup(Markup.Escape(chapter.Text)));
        }

        return demo.Visitors is { } visitors ? new Rows(table, new Markup(Markup.Escape(Traffic(visitors)))) : table;
    }

    private static string Traffic(Visitors visitors)
    {
        var byVersion = visitors.Answers.GroupBy(each => each.Key.Version).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}: {group.Where(each => each.Key.Code == 200).Sum(each => each.Value):N0} answered, {group.Where(each => each.Key.Code != 200).Sum(each => each.Value):N0} refused");
        return $"Visitors: {string.Join("; ", byVersion)}; {visitors.Broken} without an answer";
    }
}
