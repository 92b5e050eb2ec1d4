using System.Numerics;

namespace Slipway.DuckDb;

/// <summary>How the engine's column types lie in memory and what they mean as numbers.</summary>
internal static unsafe class VectorTypes
{
    private const double MicrosecondsPerSecond = 1e6;
    private const double SecondsPerDay = 86_400;

    public static bool Holds<T>(ColumnType storage) where T : unmanaged => storage switch
    {
        ColumnType.Boolean => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
        ColumnType.TinyInt => typeof(T) == typeof(sbyte),
        ColumnType.SmallInt => typeof(T) == typeof(short),
        ColumnType.Integer or ColumnType.Date => typeof(T) == typeof(int),
        ColumnType.BigInt or ColumnType.Timestamp or ColumnType.TimestampTz or ColumnType.Time => typeof(T) == typeof(long),
        ColumnType.UTinyInt => typeof(T) == typeof(byte),
        ColumnType.USmallInt => typeof(T) == typeof(ushort),
        ColumnType.UInteger => typeof(T) == typeof(uint),
        ColumnType.UBigInt => typeof(T) == typeof(ulong),
        ColumnType.HugeInt => typeof(T) == typeof(Int128),
        ColumnType.UHugeInt => typeof(T) == typeof(UInt128),
        ColumnType.Float => typeof(T) == typeof(float),
        ColumnType.Double => typeof(T) == typeof(double),
        _ => false,
    };

    public static void Convert<TNumber>(ResultColumn column, void* data, Span<TNumber> destination) where TNumber : struct, INumberBase<TNumber>
    {
        switch (column.Storage)
        {
            case ColumnType.Boolean or ColumnType.UTinyInt: Copy<byte, TNumber>(data, destination); break;
            case ColumnType.TinyInt: Copy<sbyte, TNumber>(data, destination); break;
            case ColumnType.SmallInt: Copy<short, TNumber>(data, destination); break;
            case ColumnType.Integer: Copy<int, TNumber>(data, destination); break;
            case ColumnType.BigInt: Copy<long, TNumber>(data, destination); break;
            case ColumnType.USmallInt: Copy<ushort, TNumber>(data, destination); break;
            case ColumnType.UInteger: Copy<uint, TNumber>(data, destination); break;
            case ColumnType.UBigInt: Copy<ulong, TNumber>(data, destination); break;
            case ColumnType.HugeInt: Copy<Int128, TNumber>(data, destination); break;
            case ColumnType.UHugeInt: Copy<UInt128, TNumber>(data, destination); break;
            case ColumnType.Float: Copy<float, TNumber>(data, destination); break;
            case ColumnType.Double: Copy<double, TNumber>(data, destination); break;
            case ColumnType.Date: Scale<int, TNumber>(data, destination, SecondsPerDay); break;
            case ColumnType.Timestamp or ColumnType.TimestampTz: Scale<long, TNumber>(data, destination, 1 / MicrosecondsPerSecond); break;
            default: throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, which is no number; cast it in the query.");
        }

        if (column.Type != ColumnType.Decimal) return;
        var divisor = TNumber.CreateChecked(Math.Pow(10, column.DecimalScale));
        for (var row = 0; row < destination.Length; row++) destination[row] /= divisor;
    }

    public static object Box(ResultColumn column, void* data, int row) => column.Type switch
    {
        ColumnType.Boolean => ((byte*)data)[row] != 0,
        ColumnType.TinyInt => (long)((sbyte*)data)[row],
        ColumnType.SmallInt => (long)((short*)data)[row],
        ColumnType.Integer => (long)((int*)data)[row],
        ColumnType.BigInt => ((long*)data)[row],
        ColumnType.UTinyInt => (long)((byte*)data)[row],
        ColumnType.USmallInt => (long)((ushort*)data)[row],
        ColumnType.UInteger => (long)((uint*)data)[row],
        ColumnType.UBigInt => (Int128)((ulong*)data)[row],
        // Sums of BIGINT are HUGEINT though nearly all of them fit in a long, which is what callers want to see.
        ColumnType.HugeInt when ((Int128*)data)[row] is var sum && sum >= long.MinValue && sum <= long.MaxValue => (long)sum,
        ColumnType.HugeInt => ((Int128*)data)[row],
        ColumnType.UHugeInt => (Int128)((UInt128*)data)[row],
        ColumnType.Float => ((float*)data)[row],
        ColumnType.Double => ((double*)data)[row],
        ColumnType.Timestamp or ColumnType.TimestampTz => DateTime.UnixEpoch.AddMicroseconds(((long*)data)[row]),
        ColumnType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(((int*)data)[row]),
        ColumnType.Decimal => DecimalValue(column, data, row),
        _ => throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, which has no .NET value; cast it to VARCHAR in the query."),
    };

    private static double DecimalValue(ResultColumn column, void* data, int row)
    {
        double unscaled = column.DecimalStorage switch
        {
            ColumnType.SmallInt => ((short*)data)[row],
            ColumnType.Integer => ((int*)data)[row],
            ColumnType.BigInt => ((long*)data)[row],
            _ => (double)((Int128*)data)[row],
        };
        return unscaled / Math.Pow(10, column.DecimalScale);
    }

    private static void Copy<TSource, TNumber>(void* data, Span<TNumber> destination)
        where TSource : unmanaged, INumberBase<TSource>
        where TNumber : struct, INumberBase<TNumber>
    {
        var source = new ReadOnlySpan<TSource>(data, destination.Length);
        for (var row = 0; row < source.Length; row++) destination[row] = TNumber.CreateTruncating(source[row]);
    }

    private static void Scale<TSource, TNumber>(void* data, Span<TNumber> destination, double factor)
        where TSource : unmanaged, INumberBase<TSource>
        where TNumber : struct, INumberBase<TNumber>
    {
        var source = new ReadOnlySpan<TSource>(data, destination.Length);
        for (var row = 0; row < source.Length; row++) destination[row] = TNumber.CreateTruncating(double.CreateTruncating(source[row]) * factor);
    }
}
