using System.Numerics;

namespace Slipway.DuckDb;

/// <summary>How the engine's column types lie in memory and what they mean as numbers.</summary>
internal static unsafe class VectorTypes
{
    private const double MicrosecondsPerSecond = 1e6;
    private const double SecondsPerDay = 86_400;

    public static bool Holds<T>(DuckDbType storage) where T : unmanaged => storage switch
    {
        DuckDbType.Boolean => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
        DuckDbType.TinyInt => typeof(T) == typeof(sbyte),
        DuckDbType.SmallInt => typeof(T) == typeof(short),
        DuckDbType.Integer or DuckDbType.Date => typeof(T) == typeof(int),
        DuckDbType.BigInt or DuckDbType.Timestamp or DuckDbType.TimestampTz or DuckDbType.Time => typeof(T) == typeof(long),
        DuckDbType.UTinyInt => typeof(T) == typeof(byte),
        DuckDbType.USmallInt => typeof(T) == typeof(ushort),
        DuckDbType.UInteger => typeof(T) == typeof(uint),
        DuckDbType.UBigInt => typeof(T) == typeof(ulong),
        DuckDbType.HugeInt => typeof(T) == typeof(Int128),
        DuckDbType.UHugeInt => typeof(T) == typeof(UInt128),
        DuckDbType.Float => typeof(T) == typeof(float),
        DuckDbType.Double => typeof(T) == typeof(double),
        _ => false,
    };

    public static void Convert<TNumber>(ResultColumn column, void* data, Span<TNumber> destination) where TNumber : struct, INumberBase<TNumber>
    {
        switch (column.Storage)
        {
            case DuckDbType.Boolean or DuckDbType.UTinyInt: Copy<byte, TNumber>(data, destination); break;
            case DuckDbType.TinyInt: Copy<sbyte, TNumber>(data, destination); break;
            case DuckDbType.SmallInt: Copy<short, TNumber>(data, destination); break;
            case DuckDbType.Integer: Copy<int, TNumber>(data, destination); break;
            case DuckDbType.BigInt: Copy<long, TNumber>(data, destination); break;
            case DuckDbType.USmallInt: Copy<ushort, TNumber>(data, destination); break;
            case DuckDbType.UInteger: Copy<uint, TNumber>(data, destination); break;
            case DuckDbType.UBigInt: Copy<ulong, TNumber>(data, destination); break;
            case DuckDbType.HugeInt: Copy<Int128, TNumber>(data, destination); break;
            case DuckDbType.UHugeInt: Copy<UInt128, TNumber>(data, destination); break;
            case DuckDbType.Float: Copy<float, TNumber>(data, destination); break;
            case DuckDbType.Double: Copy<double, TNumber>(data, destination); break;
            case DuckDbType.Date: Scale<int, TNumber>(data, destination, SecondsPerDay); break;
            case DuckDbType.Timestamp or DuckDbType.TimestampTz: Scale<long, TNumber>(data, destination, 1 / MicrosecondsPerSecond); break;
            default: throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, which is no number; cast it in the query.");
        }

        if (column.Type != DuckDbType.Decimal) return;
        var divisor = TNumber.CreateChecked(Math.Pow(10, column.DecimalScale));
        for (var row = 0; row < destination.Length; row++) destination[row] /= divisor;
    }

    public static object Box(ResultColumn column, void* data, int row) => column.Type switch
    {
        DuckDbType.Boolean => ((byte*)data)[row] != 0,
        DuckDbType.TinyInt => (long)((sbyte*)data)[row],
        DuckDbType.SmallInt => (long)((short*)data)[row],
        DuckDbType.Integer => (long)((int*)data)[row],
        DuckDbType.BigInt => ((long*)data)[row],
        DuckDbType.UTinyInt => (long)((byte*)data)[row],
        DuckDbType.USmallInt => (long)((ushort*)data)[row],
        DuckDbType.UInteger => (long)((uint*)data)[row],
        DuckDbType.UBigInt => (Int128)((ulong*)data)[row],
        // Sums of BIGINT are HUGEINT though nearly all of them fit in a long, which is what callers want to see.
        DuckDbType.HugeInt when ((Int128*)data)[row] is var sum && sum >= long.MinValue && sum <= long.MaxValue => (long)sum,
        DuckDbType.HugeInt => ((Int128*)data)[row],
        DuckDbType.UHugeInt => (Int128)((UInt128*)data)[row],
        DuckDbType.Float => ((float*)data)[row],
        DuckDbType.Double => ((double*)data)[row],
        DuckDbType.Timestamp or DuckDbType.TimestampTz => DateTime.UnixEpoch.AddMicroseconds(((long*)data)[row]),
        DuckDbType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(((int*)data)[row]),
        DuckDbType.Decimal => DecimalValue(column, data, row),
        _ => throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, which has no .NET value; cast it to VARCHAR in the query."),
    };

    private static double DecimalValue(ResultColumn column, void* data, int row)
    {
        double unscaled = column.DecimalStorage switch
        {
            DuckDbType.SmallInt => ((short*)data)[row],
            DuckDbType.Integer => ((int*)data)[row],
            DuckDbType.BigInt => ((long*)data)[row],
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
