using System.Runtime.InteropServices;

namespace Slipway.DuckDb.Native;

internal enum NativeState
{
    Success = 0,
    Error = 1,
}

/// <summary>duckdb_result: passed by value to some functions, so its size matters; its fields are the engine's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public ulong ColumnCount;
    public ulong RowCount;
    public ulong RowsChanged;
    public nint Columns;
    public nint ErrorMessage;
    public nint InternalData;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeProgress
{
    public double Percentage;
    public ulong RowsProcessed;
    public ulong TotalRows;
}

/// <summary>duckdb_string_t: up to 12 bytes in place, longer text behind a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    private const int InlineLength = 12;

    [FieldOffset(0)]
    public uint Length;

    [FieldOffset(4)]
    private fixed byte inline[InlineLength];

    [FieldOffset(8)]
    private byte* pointer;

    public static ReadOnlySpan<byte> Read(NativeString* text) =>
        text->Length <= InlineLength ? new(text->inline, (int)text->Length) : new(text->pointer, (int)text->Length);
}
