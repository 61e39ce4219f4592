"""Looks images up in a tree of files as the Python system does: by the MD5 of text, font path and height. Prints a JSON object for each that it was asked for.

    python3 read_files.py FOLDER

FOLDER has `tree`, the export, and `asked.tsv`: text, font path and height of an image on each line.
"""
import hashlib
import json
import os
import sys

from PIL import Image

folder = sys.argv[1]
tree = os.path.join(folder, "tree")
with open(os.path.join(tree, "cache_index.json"), encoding="utf-8") as file:
    index = json.load(file)

keys = set()
with open(os.path.join(folder, "asked.tsv"), encoding="utf-8", newline="\n") as asked:
    for line in asked:
        text, font_path, height = line.rstrip("\n").split("\t")
        key = hashlib.md5(f"{text}|{font_path}|{height}".encode("utf-8")).hexdigest()
        keys.add(key)
        assert index[key] == {
            "text": text, "font": os.path.basename(font_path), "image_path": f"images/{key}.png", "metadata_path": f"metadata/{key}.json"
        }, index[key]

        image = Image.open(os.path.join(tree, index[key]["image_path"]))
        assert image.format == "PNG" and image.mode == "L"
        with open(os.path.join(tree, index[key]["metadata_path"]), encoding="utf-8") as file:
            metadata = json.load(file)
        created_at = metadata.pop("created_at")
        assert isinstance(created_at, str) and float(created_at) >= 0, created_at
        assert metadata == {
            "text": text, "font_path": font_path, "image_height": image.height, "image_width": image.width, "cache_key": key
        } and image.height == int(height), metadata
        print(json.dumps({
            "text": text,
            "font": font_path,
            "width": image.width,
            "height": image.height,
            "pixels": hashlib.sha256(image.tobytes()).hexdigest(),
        }))

assert index.keys() == keys, "the tree has images that nobody asked for"
assert {name[:-4] for name in os.listdir(os.path.join(tree, "images"))} == keys
assert {name[:-5] for name in os.listdir(os.path.join(tree, "metadata"))} == keys
