"""Reads an LMDB export as OCR training programs do, with Python's lmdb and Pillow, and prints a JSON object for each sample.

    python3 read_lmdb.py FOLDER
"""
import hashlib
import io
import json
import os
import sys

import lmdb
from PIL import Image

folder = sys.argv[1]
for split in sorted(entry.name for entry in os.scandir(folder) if entry.is_dir()):
    # The arguments of deep-text-recognition-benchmark's LmdbDataset.
    environment = lmdb.open(os.path.join(folder, split), max_readers=32, readonly=True, lock=False, readahead=False, meminit=False)
    with environment.begin() as transaction:
        samples = int(transaction.get("num-samples".encode()))
        assert environment.stat()["entries"] == 2 * samples + 1 == sum(1 for _ in transaction.cursor()), "entries that no index leads to"
        for index in range(1, samples + 1):
            image = Image.open(io.BytesIO(transaction.get("image-%09d".encode() % index)))
            assert image.format == "PNG" and image.mode == "L"
            print(json.dumps({
                "split": split,
                "text": transaction.get("label-%09d".encode() % index).decode("utf-8"),
                "width": image.width,
                "height": image.height,
                "pixels": hashlib.sha256(image.tobytes()).hexdigest(),
            }))
