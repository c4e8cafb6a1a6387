#!/usr/bin/env python3
"""The checksums of a result by the rule of docs/result-file.md, apart from the program's own code.

Usage: checksums.py verify RESULT          compares all; exit status 1 and a line for each that differs
       checksums.py change RESULT SQL...   changes it, and sums anew: what someone does who wants the change to pass
"""
import sqlite3
import struct
import sys

MASK = 2**64 - 1
BY_MEMBER = {"member", "member_outcome", "payoff"}
BY_CHUNK = {"chunk", "agenda_days", "dropped"}
SHELF = {"eve", "asked"}  # each row has its own sum


def words(value):
    if isinstance(value, int):
        return [1, value & MASK]
    if isinstance(value, float):
        return [2, struct.unpack("<Q", struct.pack("<d", value))[0]]
    if value is None:
        return [5]
    data = value.encode() if isinstance(value, str) else value
    filled = data + bytes(-len(data) % 8)
    return [3 if isinstance(value, str) else 4, len(data), *struct.unpack(f"<{len(filled) // 8}Q", filled)]


def sum_of(rows):
    h = 0xCBF29CE484222325
    for row in rows:
        for value in row:
            for word in words(value):
                h = (h ^ word) * 0x9E3779B97F4A7C15 & MASK
                h ^= h >> 32
    return h - 2**64 if h >= 2**63 else h


def parts(db):
    """Table, part, count of rows and sum of every part that there should be."""
    facts = dict(db.execute("SELECT key, value FROM meta"))
    chunk, per_set = int(facts["chunk"]), int(facts["per_set"])
    chunks = [row[0] for row in db.execute("SELECT no FROM chunk")]
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'checksum'")]
    for table in set(tables) - SHELF:
        columns = list(db.execute(f"PRAGMA table_info({table})"))
        key = ", ".join(c[1] for c in sorted((c for c in columns if c[5]), key=lambda c: c[5]))
        rows = list(db.execute(f"SELECT * FROM {table} ORDER BY {key}"))
        if table in BY_MEMBER:
            owner, owners = (lambda first: first // chunk), chunks
        elif table in BY_CHUNK:
            owner, owners = (lambda first: first), chunks
        elif table in ("set_evidence", "left_out"):
            owner, owners = (lambda first: first * per_set // chunk), chunks
        elif table == "act":
            owner, owners = (lambda first: first), [row[0] for row in db.execute("SELECT member FROM kept")]
        else:
            owner, owners = (lambda first: -1), [-1]
        own = {part: [] for part in owners}
        for row in rows:
            own[owner(row[0])].append(row)
        for part, mine in own.items():
            yield table, part, len(mine), sum_of(mine)


def shelf(db):
    """Rows of what is kept for later commands: their sum as stored, and as it should be."""
    for key, part, value, stored in [*db.execute("SELECT key, 0, state, sum FROM eve"), *db.execute("SELECT key, part, value, sum FROM asked")]:
        h = 0xCBF29CE484222325
        for byte in struct.pack("<qq", key, part) + value:
            h = (h ^ byte) * 0x100000001B3 & MASK
        yield stored, h - 2**64 if h >= 2**63 else h


def main():
    db = sqlite3.connect(sys.argv[2])
    if sys.argv[1] == "change":
        for sql in sys.argv[3:]:
            db.execute(sql)
        anew = list(parts(db))
        db.execute("DELETE FROM checksum")
        db.executemany("INSERT INTO checksum VALUES (?, ?, ?, ?)", anew)
        db.commit()
        return 0
    stored = set(db.execute("SELECT name, part, n, sum FROM checksum"))
    differ = stored ^ set(parts(db))
    kept = list(shelf(db))
    wrong = [row for row in kept if row[0] != row[1]]
    for row in sorted(differ) + wrong:
        print(row)
    print(f"{len(stored)} parts, {len(differ)} differ; {len(kept)} rows kept, {len(wrong)} wrong")
    return 1 if differ or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
