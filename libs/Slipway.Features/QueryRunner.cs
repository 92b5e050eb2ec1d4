namespace Slipway.Features;

/// <summary>Runs a query of DuckDB's SQL and returns its rows; a value is null, a <see cref="double"/>, a <see cref="long"/> or a <see cref="string"/>.</summary>
/// <param name="sql">A single SELECT.</param>
/// <param name="cancellationToken">Interrupts the query.</param>
public delegate IReadOnlyList<IReadOnlyList<object?>> QueryRunner(string sql, CancellationToken cancellationToken);
