"""Reads an export of PNG files by their lists of labels, with Pillow, and prints a JSON object for each sample.

    python3 read_png.py FOLDER
"""
import hashlib
import json
import os
import sys

from PIL import Image

folder = sys.argv[1]
for split in sorted(entry.name for entry in os.scandir(folder) if entry.is_dir()):
    with open(os.path.join(folder, split, "labels.txt"), encoding="utf-8", newline="\n") as labels:
        for line in labels:
            path, text = line.rstrip("\n").split("\t")
            image = Image.open(os.path.join(folder, split, path))
            print(json.dumps({
                "split": split,
                "text": text,
                "width": image.width,
                "height": image.height,
                "pixels": hashlib.sha256(image.tobytes()).hexdigest(),
            }))
