"""Writes the Parquet files of this folder and, in parquet.json, what pyarrow reads from them.

    pip install pyarrow==25.0.1 pandas==3.0.6
    python make-parquet.py
"""
import datetime as dt
import decimal
import json
import math

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

D = decimal.Decimal


def plain(value):
    """A value as JSON can hold it."""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, float) and math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, D):
        return float(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return str(value)
    return value


expected = {}


def write(name, table, **options):
    file = f"{name}.parquet"
    pq.write_table(table, file, **options)
    back = pq.read_table(file)
    columns = {}
    for field in back.schema:
        column = back.column(field.name)
        record = {"type": str(field.type), "values": [plain(value) for value in column.to_pylist()]}
        if pa.types.is_dictionary(field.type):
            record["levels"] = column.combine_chunks().dictionary.to_pylist()
            record["ordered"] = field.type.ordered
        columns[field.name] = record
    expected[file] = columns


rows = 300
herd = [f"herd {i % 7}" for i in range(rows)]
study = pa.table({
    "y": pa.array([None if i % 11 == 3 else math.sin(i) * 10 for i in range(rows)], pa.float64()),
    "n": pa.array([None if i % 13 == 5 else i * i for i in range(rows)], pa.int32()),
    "herd": pa.array(herd),
    "sick": pa.array([None if i % 17 == 2 else i % 3 == 0 for i in range(rows)], pa.bool_()),
})
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    write(f"study-{codec}", study, compression=codec, row_group_size=120)
write("study-v2", study, compression="snappy", data_page_version="2.0", row_group_size=70, data_page_size=256)
write("study-plain", study, use_dictionary=False, compression="zstd")
write("study-delta", pa.table({
    "n": study["n"],
    "long": pa.array([i * 1_000_003 - 5_000_000 for i in range(rows)], pa.int64()),
    "herd": study["herd"],
    "label": pa.array([f"subject-{i:05d}" for i in range(rows)]),
    "y": study["y"],
    "single": pa.array([math.cos(i) for i in range(rows)], pa.float32()),
}), use_dictionary=False, compression="snappy", data_page_version="2.0", column_encoding={
    "n": "DELTA_BINARY_PACKED", "long": "DELTA_BINARY_PACKED", "herd": "DELTA_LENGTH_BYTE_ARRAY",
    "label": "DELTA_BYTE_ARRAY", "y": "BYTE_STREAM_SPLIT", "single": "BYTE_STREAM_SPLIT"})

whole = {
    "int8": pa.array([-128, None, 127], pa.int8()),
    "int16": pa.array([-32768, 0, 32767], pa.int16()),
    "int32": pa.array([-2147483647, None, 2147483647], pa.int32()),
    "least": pa.array([-2147483648, 0, 1], pa.int32()),
    "uint8": pa.array([0, 200, 255], pa.uint8()),
    "uint16": pa.array([0, None, 65535], pa.uint16()),
    "uint32": pa.array([0, 1, 4294967295], pa.uint32()),
    "small64": pa.array([1, None, 3], pa.int64()),
    "large64": pa.array([-9007199254740992, 0, 9007199254740992], pa.int64()),
    "huge64": pa.array([9007199254740993, None, 9007199254740992], pa.int64()),
    "uint64": pa.array([0, 1, 18446744073709551615], pa.uint64()),
}
write("whole-numbers", pa.table(whole))

other = {
    "half": pa.array([0.5, None, -2.25], pa.float16()),
    "single": pa.array([0.1, None, float("inf")], pa.float32()),
    "double": pa.array([0.1, None, float("nan")], pa.float64()),
    "money": pa.array([D("1.15"), None, D("-1110.07")], pa.decimal128(9, 2)),
    "exact": pa.array([D("12345678901234567.891"), None, D("-0.001")], pa.decimal128(30, 3)),
    "wide": pa.array([D("1.5"), None, D("-98765432109876543210.25")], pa.decimal256(50, 2)),
    "cents": pa.array([D("0.07"), None, D("0.29")], pa.decimal128(15, 2)),
    "day": pa.array([dt.date(1969, 12, 31), None, dt.date(2024, 2, 29)], pa.date32()),
    "second": pa.array([dt.datetime(1960, 1, 2, 3, 4, 5), None, dt.datetime(2024, 2, 29, 23, 59, 59)], pa.timestamp("s")),
    "milli": pa.array([dt.datetime(2024, 2, 29, 12, 0, 0, 120000), None, dt.datetime(2024, 2, 29)], pa.timestamp("ms")),
    "micro": pa.array([dt.datetime(2024, 2, 29, 12, 0, 0, 123456), None, dt.datetime(1900, 1, 1)], pa.timestamp("us")),
    "clock": pa.array([dt.time(8, 30, 0), None, dt.time(23, 59, 59)], pa.time32("ms")),
    "text": pa.array(["", None, "Zürich ☃ 😀"]),
    "bytes": pa.array([b"plain", None, b"text"], pa.binary()),
    "nothing": pa.array([None, None, None], pa.null()),
    "all_missing": pa.array([None, None, None], pa.string()),
}
write("other-types", pa.table(other), store_decimal_as_integer=False)
write("decimals-as-integers", pa.table({name: other[name] for name in ("money", "cents")}), store_decimal_as_integer=True)
write("old-timestamps", pa.table({"when": other["micro"]}), use_deprecated_int96_timestamps=True)

arms = pa.DictionaryArray.from_arrays(pa.array([2, 0, None, 2, 1, 0], pa.int8()), ["placebo", "low", "high", "never"])
dose = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 0, None, 1], pa.int8()), ["little", "more", "much"], ordered=True)
write("factors", pa.table({"arm": arms, "dose": dose, "y": [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]}))
write("factors-in-groups", pa.table({"arm": arms, "dose": dose}), row_group_size=2)

cbpp = pd.read_csv("../../../../engine/data/datasets/cbpp.csv", dtype={"herd": str, "period": str})
write("cbpp", pa.Table.from_pandas(cbpp.astype({"herd": pd.CategoricalDtype([str(herd) for herd in range(1, 16)]), "period": "category"}), preserve_index=False))

frame = pd.DataFrame({"arm": pd.Categorical(["b", "a", "b"], categories=["b", "a"]), "n": [1, 2, 3]}, index=[10, 20, 30])
write("pandas", pa.Table.from_pandas(frame))

write("empty", study.slice(0, 0))
pq.write_table(pa.table({"y": [1.0, 2.0], "visits": [[1, 2], [3]], "address": [{"town": "Bern"}, {"town": "Basel"}]}), "nested.parquet")
pq.write_table(pa.table({"raw": pa.array([b"\xff\xfe\x00", b"ok"], pa.binary())}), "binary.parquet")

with open("parquet.json", "w") as file:
    json.dump(expected, file, ensure_ascii=False, allow_nan=False)
    file.write("\n")
