"""What a careful script does to a click log, as far as pandas has it: the peer of the bench snapshot-vs-pandas. Needs Debian's python3-pandas."""
import hashlib
import sys

import numpy
import pandas

csv, folder = sys.argv[1:]
rows = pandas.read_csv(csv, dtype=str, keep_default_na=False)

# Types and limits, with a reason for each rejected row.
reason = pandas.Series("", index=rows.index)
typed = pandas.DataFrame(index=rows.index)
for name in ["event_id", "position"]:
    typed[name] = pandas.to_numeric(rows[name], errors="coerce")
    reason[typed[name].isna() | (typed[name] % 1 != 0)] = f"{name}:NotInt64"
for name in ["price", "discount", "hours"]:
    typed[name] = pandas.to_numeric(rows[name], errors="coerce")
    reason[typed[name].isna() & (rows[name] != "")] = f"{name}:NotFloat64"
typed["event_time"] = pandas.to_datetime(rows["event_time"], errors="coerce", utc=True)
reason[typed["event_time"].isna()] = "event_time:NotTimestamp"
typed["clicked"] = rows["clicked"].map({"true": True, "false": False})
reason[typed["clicked"].isna()] = "clicked:NotBoolean"
for name in ["user_id", "country", "device", "product", "session"]:
    typed[name] = rows[name].where(rows[name] != "")
reason[(typed["price"] < 0)] = "price:BelowMinimum"
reason[(typed["discount"] < 0) | (typed["discount"] > 0.9)] = "discount:OutOfRange"
reason[typed["position"] < 1] = "position:BelowMinimum"
reason[~typed["country"].isin(["DE", "FR", "GB", "IS", "NO", "US"])] = "country:NotAllowed"
reason[typed["user_id"].str.len() > 20] = "user_id:TooLong"
rejected = reason != ""
rows[rejected].assign(reason=reason[rejected]).to_csv(f"{folder}/quarantine.csv", index=False)
kept = typed[~rejected]
print(reason[rejected].value_counts().to_dict(), len(kept) / len(rows))

# Duplicates: the newest stays.
kept = kept.sort_values("event_time").drop_duplicates("event_id", keep="last")

# Splits by a stable hash of the user.
bucket = kept["user_id"].map({user: int.from_bytes(hashlib.md5(("|" + user).encode()).digest()[:8], "little") % 100 for user in kept["user_id"].unique()})
split = numpy.select([bucket < 10, bucket < 20], ["test", "validation"], "train")

# Statistics, slices, an expectation, and a digest of the rows.
for name in kept.columns:
    column = kept[name]
    print(name, column.count(), column.isna().sum(), column.nunique())
    if column.dtype.kind == "f" or column.dtype.kind == "i":
        print(column.min(), column.max(), column.mean(), column.std(ddof=0), column.var(ddof=0), column.skew(), column.kurt(),
              column.quantile(numpy.arange(0, 1.01, 0.01)).tolist(), numpy.histogram(column.dropna(), bins=32)[0].tolist())
    else:
        print(column.value_counts().head(20).to_dict())
print(kept.groupby("country")["clicked"].agg(["size", "mean"]))
print(kept.groupby([kept["event_time"].dt.date, "country"]).size().unstack().shape)
print(((kept["price"] * (1 - kept["discount"].fillna(0))) < 0).sum())
print(hashlib.md5(pandas.util.hash_pandas_object(kept, index=False).sort_values().to_numpy().tobytes()).hexdigest())

# pandas here has no Parquet engine (Debian has no pyarrow); its own binary format is the nearest.
for name in ["train", "validation", "test"]:
    kept[split == name].sort_values(["event_time", "event_id"]).to_pickle(f"{folder}/{name}.pickle", compression=None)
