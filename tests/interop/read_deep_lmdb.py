"""Checks an LMDB environment of many small entries with Python's lmdb: each entry by cursor and by key, what the environment says of itself, and that it can be written to.

    python3 read_deep_lmdb.py FOLDER ENTRIES

Entry i has the key `key-%09d` and as many bytes as `length` says, of which byte j is (31 i + j) mod 256.
"""
import os
import sys

import lmdb

folder, entries = sys.argv[1], int(sys.argv[2])
LARGEST_IN_PAGE = 2038 - 8 - len("key-000000000")


def length(i):
    return {0: LARGEST_IN_PAGE, 1: LARGEST_IN_PAGE + 1, 2: LARGEST_IN_PAGE - 1, 3: 4096 - 16, 4: 4096 - 15, 5: 20_000}.get(i % 10_000, i % 50)


def value(i):
    return bytes((31 * i + j) & 255 for j in range(length(i)))


# No map size: the one that the environment has of itself.
environment = lmdb.open(folder, map_size=0, readonly=True, lock=False)
stat, info = environment.stat(), environment.info()
assert stat["entries"] == entries and stat["depth"] >= 3 and stat["overflow_pages"] > 0, stat
pages = stat["branch_pages"] + stat["leaf_pages"] + stat["overflow_pages"]
size = os.path.getsize(os.path.join(folder, "data.mdb"))
assert info["map_size"] == size == (pages + 2) * stat["psize"] and info["last_pgno"] == pages + 1, (info, stat, size)
with environment.begin() as transaction:
    for i, (key, found) in enumerate(transaction.cursor()):
        assert key == b"key-%09d" % i and found == value(i), key
    assert i == entries - 1
    for i in range(entries):
        assert transaction.get(b"key-%09d" % i) == value(i), i
    assert transaction.get(b"key-") is None and transaction.get(b"zzz") is None
    cursor = transaction.cursor()
    assert cursor.set_range(b"key-%09d " % 5) and cursor.key() == b"key-%09d" % 6
    assert sum(1 for _ in transaction.cursor().iterprev()) == entries
environment.close()

# As any other environment: entries are taken out and put in all over the tree, which splits and merges its pages.
environment = lmdb.open(folder, map_size=4 * size)
with environment.begin(write=True) as transaction:
    for i in range(0, entries, 3):
        assert transaction.delete(b"key-%09d" % i)
    for i in range(0, entries, 6):
        assert transaction.put(b"key-%09d" % i, value(i + 1))
with environment.begin() as transaction:
    for i in range(entries):
        assert transaction.get(b"key-%09d" % i) == (value(i) if i % 3 else value(i + 1) if i % 6 == 0 else None), i
print("depth", stat["depth"])
