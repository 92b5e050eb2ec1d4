namespace Slipway.Trainer.Pages;

/// <summary>How a page looks, on bright and on dark screens.</summary>
internal static class PageStyle
{
    public const string Text = """
        :root { color-scheme: light dark; --ink: light-dark(#1c2430, #e4e8ee); --soft: light-dark(#5d6b7c, #9aa7b6); --line: light-dark(#d9dfe6, #38424e);
          --bar: light-dark(#2f6f9f, #6db3e3); --other: light-dark(#8fb8d3, #2f6485); --bad: light-dark(#b3261e, #ff8a80); --warn: light-dark(#8a5a00, #ffc14d); --good: light-dark(#1b6e3c, #7bd39b); }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 1360px; margin: 2rem auto; padding: 0 1.5rem; }
        h1 { font-size: 1.7rem; margin: 0; } h1 code { font-size: 1rem; color: var(--soft); margin-left: .8rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
        header p { color: var(--soft); margin: .3rem 0 0; } .scroll { overflow-x: auto; }
        table { border-collapse: collapse; margin: .4rem 0; } th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--soft); white-space: nowrap; } th:empty { display: none; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .meaning { min-width: 14rem; }
        .role { font-size: .75rem; color: var(--soft); border: 1px solid var(--line); border-radius: .6rem; padding: 0 .45rem; margin-left: .4rem; white-space: nowrap; }
        .error { color: var(--bad); font-weight: 600; } .warn { color: var(--warn); font-weight: 600; }
        svg { font: 12px system-ui, sans-serif; } svg text { fill: var(--ink); } .bar, .cell { fill: var(--bar); } .bar.other { fill: var(--other); }
        .gap { fill: none; stroke: var(--bad); stroke-width: 1; } .box { fill: none; stroke: var(--line); rx: 5px; } .arrow { stroke: var(--soft); stroke-width: 1.5; }
        .grid { stroke: var(--line); stroke-width: 1; } .line { fill: none; stroke: var(--bar); stroke-width: 2; } .line.other { stroke: var(--other); } .line.guide { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 3; }
        .dot { fill: var(--bar); } .dot.other { fill: var(--other); } .dot.bad { fill: var(--bad); } .range { stroke: var(--bar); stroke-width: 2; } .range.bad { stroke: var(--bad); }
        .plots { display: flex; flex-wrap: wrap; gap: 1rem 2rem; } figure { margin: .4rem 0; } figcaption { color: var(--soft); max-width: 24rem; }
        .verdict { font-size: 1.05rem; border-left: 4px solid var(--good); padding-left: .8rem; margin: 1rem 0; } .verdict.bad { border-color: var(--bad); } .good { color: var(--good); font-weight: 600; }
        """;
}
