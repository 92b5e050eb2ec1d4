"""Reads number columns of Parquet files with DuckDB's C library, because Debian has no Parquet reader for Python.

In an image with pip this whole file is `duckdb.sql(...).fetchnumpy()`.
"""
import ctypes
import os

import numpy


class _Result(ctypes.Structure):  # duckdb_result of duckdb.h; its fields are not for reading
    _fields_ = [("counts", ctypes.c_uint64 * 3), ("columns", ctypes.c_void_p), ("error", ctypes.c_void_p), ("data", ctypes.c_void_p)]


def _library():
    duckdb = ctypes.CDLL(os.environ.get("DUCKDB_LIBRARY", "libduckdb.so"))
    pointer, index = ctypes.c_void_p, ctypes.c_uint64
    for name, result, arguments in [
        ("open", ctypes.c_int, [ctypes.c_char_p, ctypes.POINTER(pointer)]), ("connect", ctypes.c_int, [pointer, ctypes.POINTER(pointer)]),
        ("query", ctypes.c_int, [pointer, ctypes.c_char_p, ctypes.POINTER(_Result)]), ("result_error", ctypes.c_char_p, [ctypes.POINTER(_Result)]),
        ("fetch_chunk", pointer, [_Result]), ("data_chunk_get_size", index, [pointer]), ("data_chunk_get_vector", pointer, [pointer, index]),
        ("vector_get_data", pointer, [pointer]), ("destroy_data_chunk", None, [ctypes.POINTER(pointer)]), ("destroy_result", None, [ctypes.POINTER(_Result)]),
        ("disconnect", None, [ctypes.POINTER(pointer)]), ("close", None, [ctypes.POINTER(pointer)]),
    ]:
        call = getattr(duckdb, "duckdb_" + name)
        call.restype, call.argtypes = result, arguments
    return duckdb


def read(files, names, rank=0, workers=1):
    """The columns of this rank's rows as float64, a row of the result each row: NaN where a value is missing.

    Every row of the files belongs to one rank: row number (from 0, over all files) modulo the number of workers.
    """
    duckdb, database, connection, result = _library(), ctypes.c_void_p(), ctypes.c_void_p(), _Result()
    if duckdb.duckdb_open(None, ctypes.byref(database)) or duckdb.duckdb_connect(database, ctypes.byref(connection)):
        raise OSError("DuckDB does not start")
    values = ", ".join(f"""coalesce(CAST("{name.replace('"', '""')}" AS DOUBLE), 'nan'::DOUBLE)""" for name in names)
    paths = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    rows = f"SELECT *, row_number() OVER () AS __row FROM read_parquet([{paths}])"  # in the order of the files
    try:
        if duckdb.duckdb_query(connection, f"SELECT {values} FROM ({rows}) WHERE (__row - 1) % {workers} = {rank}".encode(), ctypes.byref(result)):
            raise ValueError(duckdb.duckdb_result_error(ctypes.byref(result)).decode())
        parts = [numpy.empty((0, len(names)))]
        while chunk := duckdb.duckdb_fetch_chunk(result):
            size, handle = duckdb.duckdb_data_chunk_get_size(chunk), ctypes.c_void_p(chunk)
            vectors = [duckdb.duckdb_vector_get_data(duckdb.duckdb_data_chunk_get_vector(chunk, column)) for column in range(len(names))]
            parts.append(numpy.stack([numpy.ctypeslib.as_array((ctypes.c_double * size).from_address(vector)) for vector in vectors], axis=1))
            duckdb.duckdb_destroy_data_chunk(ctypes.byref(handle))
        return numpy.concatenate(parts)
    finally:
        duckdb.duckdb_destroy_result(ctypes.byref(result))
        duckdb.duckdb_disconnect(ctypes.byref(connection))
        duckdb.duckdb_close(ctypes.byref(database))
