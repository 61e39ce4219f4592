#!/usr/bin/env python3
"""The usual way to cache synthetic text lines, for comparison: Pillow with raqm, one PNG and one JSON file per image.

usage: pillow_files.py CORPUS FONT_FOLDER COUNT OUTPUT_FOLDER      (Debian: python3-pil python3-numpy libraqm0)

Renders COUNT pairs of line and font at a height of 32 px, then reads all images back in random order as float32 in [-1, 1].
Prints one JSON object: images, pregenerate_per_second, load_f32_per_second, bytes_per_image. One thread.
"""
import hashlib
import json
import pathlib
import random
import shutil
import sys
import time

import numpy
from PIL import Image, ImageDraw, ImageFont

HEIGHT, MARGIN = 32, 5


def draw(text, font):
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (right - left + 4 * MARGIN, HEIGHT), 255)
    ImageDraw.Draw(picture).text((2 * MARGIN - left, (HEIGHT - bottom + top) // 2 - top), text, fill=0, font=font)
    ink = numpy.flatnonzero((numpy.asarray(picture) < 255).any(axis=0))
    return picture.crop((max(ink[0] - MARGIN, 0), 0, ink[-1] + 1 + MARGIN, HEIGHT)) if len(ink) else picture


def main(corpus, font_folder, count, output):
    lines = pathlib.Path(corpus).read_text(encoding="utf-8").split("\n")
    lines = [line.strip() for line in lines if line.strip()]
    fonts = [(path.name, ImageFont.truetype(str(path), HEIGHT // 2)) for path in sorted(pathlib.Path(font_folder).glob("*.ttf"))]
    folder = pathlib.Path(output)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "images").mkdir(parents=True)
    (folder / "metadata").mkdir()

    start, index = time.perf_counter(), {}
    for i in range(count):
        text, (name, font) = lines[i % len(lines)], fonts[(i + i // len(lines)) % len(fonts)]
        key = hashlib.md5(f"{text}|fonts/{name}|{HEIGHT}".encode()).hexdigest()
        picture = draw(text, font)
        picture.save(folder / "images" / f"{key}.png")
        fields = {"text": text, "font_path": f"fonts/{name}", "image_height": HEIGHT, "image_width": picture.width, "cache_key": key}
        (folder / "metadata" / f"{key}.json").write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
        index[key] = {"text": text, "font": name}
    (folder / "cache_index.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
    written = count / (time.perf_counter() - start)

    keys = list(index)
    random.Random(1).shuffle(keys)
    start = time.perf_counter()
    for key in keys:
        with Image.open(folder / "images" / f"{key}.png") as picture:
            _ = (numpy.asarray(picture, dtype=numpy.float32) / 255 - 0.5) / 0.5
    read = len(keys) / (time.perf_counter() - start)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(json.dumps({"images": len(keys), "pregenerate_per_second": round(written), "load_f32_per_second": round(read),
                      "bytes_per_image": round(size / len(keys))}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
