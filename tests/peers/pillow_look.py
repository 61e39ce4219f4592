#!/usr/bin/env python3
"""An independent look: are our pictures of real lines what Pillow with raqm draws of the same text, in the same font at the same size?

usage: pillow_look.py CORPUS LINES OUTPUT_FOLDER TOOL...       (Debian: python3-pil python3-numpy libraqm0; in the repository's root)

LINES lines are taken from CORPUS at even distances, and `TOOL... pregenerate` and `export` make their pictures in all fonts of fonts/. Pillow draws
each line many times as large, so that hinting and its whole-number sizes do not matter, and each pixel of ours is compared with the mean over the
area it covers there. The drawings may be shifted against each other by parts of a pixel, and never stretched: the em comes from the cache's recipe.
A line may only be smaller than that, in steps of 1/64, where Pillow's ink at full size would leave the picture.

Prints the normalised cross-correlation for each font and the ten worst lines, writes these as pictures (ours, Pillow's, the difference) into
OUTPUT_FOLDER, and ends with 1 where the median of a font is under 0.98 or a line under 0.95. All correlations are in OUTPUT_FOLDER/look.tsv.
"""
import json
import math
import pathlib
import shutil
import subprocess
import sys

import numpy
from PIL import Image, ImageDraw, ImageFont, features

LEAST_MEDIAN, LEAST = 0.98, 0.95
HEIGHT = 32
# How many times as large Pillow draws, at least.
ENLARGED = 8
# White around our picture: what Pillow draws there and we lack counts.
PAD = 4
SHRINK_STEPS, MAX_SHRINK = 64, 48
WORST = 10


class Enlarged:
    """A line as Pillow draws it, to be looked at in any smaller size."""

    def __init__(self, text, font):
        left, top, right, bottom = font.getbbox(text, anchor="ls")
        room = 2 * ENLARGED
        picture = Image.new("L", (right - left + 2 * room, bottom - top + 2 * room), 0)
        self.pen, self.baseline = room - left, room - top
        ImageDraw.Draw(picture).text((self.pen, self.baseline), text, fill=255, font=font, anchor="ls")
        ink = numpy.asarray(picture, dtype=numpy.float32)
        rows, columns = numpy.flatnonzero(ink.any(axis=1)), numpy.flatnonzero(ink.any(axis=0))
        self.top, self.bottom = self.baseline - rows[0], rows[-1] + 1 - self.baseline
        self.left = columns[0] - self.pen
        # The sum of all ink above and to the left of a point.
        self.sums = numpy.zeros((ink.shape[0] + 1, ink.shape[1] + 1))
        self.sums[1:, 1:] = ink.cumsum(axis=0).cumsum(axis=1, dtype=numpy.float64)

    def along_x(self, y, scale, height, width):
        """From where the pen stands to the picture with its baseline at y: what is the same for all places of the pen is done once."""
        rows = numpy.diff(lookup(self.sums, self.baseline + (numpy.arange(height + 1) - y) * scale), axis=0).T
        return lambda x: numpy.diff(lookup(rows, self.pen + (numpy.arange(width + 1) - x) * scale), axis=0).T / scale ** 2

    def along_y(self, x, scale, height, width):
        """The same from the place of the baseline, with the pen at x."""
        columns = numpy.diff(lookup(self.sums.T, self.pen + (numpy.arange(width + 1) - x) * scale), axis=0).T
        return lambda y: numpy.diff(lookup(columns, self.baseline + (numpy.arange(height + 1) - y) * scale), axis=0) / scale ** 2


def lookup(sums, places):
    """Sums at places between their indices."""
    places = numpy.clip(places, 0, len(sums) - 1)
    whole = numpy.minimum(places.astype(int), len(sums) - 2)
    part = (places - whole)[:, None]
    return sums[whole] * (1 - part) + sums[whole + 1] * part


def correlation(a, b):
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def align(ours, enlarged, scale, baseline, first_column):
    """The best correlation over small shifts, and Pillow's picture there."""
    x, y = first_column - enlarged.left / scale, baseline
    for reach, step in ((1.5, 0.25), (0.25, 0.0625)):
        steps = numpy.arange(-reach, reach + step / 2, step)
        for _ in range(2):
            draw = enlarged.along_x(y, scale, *ours.shape)
            x = max(x + steps, key=lambda pen: correlation(ours, draw(pen)))
            draw = enlarged.along_y(x, scale, *ours.shape)
            y = max(y + steps, key=lambda row: correlation(ours, draw(row)))
    return correlation(ours, draw(y)), draw(y)


def least_shrink(enlarged, recipe, size, slack):
    """By how many 64ths the line has to be made smaller for Pillow's ink to fit, with some pixels more or less than there are."""
    top, bottom = recipe["baseline"] - 1 + slack, recipe["image_height"] - 1 - recipe["baseline"] + slack
    for shrink in range(MAX_SHRINK + 1):
        scale = size / em_of(recipe, shrink)
        if enlarged.top / scale <= top and enlarged.bottom / scale <= bottom:
            return shrink
    return MAX_SHRINK


def em_of(recipe, shrink):
    return recipe["font_size"] * (SHRINK_STEPS - shrink) // SHRINK_STEPS / 64


def look(picture, text, font, size, recipe):
    """The correlation of a picture with Pillow's, how much smaller than usual the line is, and both drawings as ink."""
    ours = numpy.pad(255 - numpy.asarray(picture, dtype=numpy.float64), PAD)
    enlarged = Enlarged(text, font)
    first_column = numpy.flatnonzero(ours.any(axis=0))[0]
    best = (-1.0, 0, None)
    # We move marks to the nearest row, and take whole rows for the ink: half a pixel more room than there is, or one less.
    for shrink in range(least_shrink(enlarged, recipe, size, 0.6), least_shrink(enlarged, recipe, size, -1) + 1):
        value, theirs = align(ours, enlarged, size / em_of(recipe, shrink), PAD + recipe["baseline"], first_column)
        best = max(best, (value, shrink, theirs), key=lambda entry: entry[0])
        if value >= LEAST_MEDIAN:
            break
    return best[0], best[1], ours, best[2]


def save(path, ours, theirs):
    rows = [255 - ours, 255 - theirs, 255 - numpy.abs(ours - theirs)]
    sheet = numpy.vstack([numpy.pad(numpy.clip(row, 0, 255), ((0, 2), (0, 0)), constant_values=160) for row in rows]).astype(numpy.uint8)
    picture = Image.fromarray(sheet)
    picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST).save(path)


def place(ours, theirs):
    """The column of our picture where a stretch as wide as it is high differs most."""
    columns = numpy.abs(ours - theirs).sum(axis=0)
    return int(numpy.convolve(columns, numpy.ones(HEIGHT), "same").argmax()) - PAD


def make_pictures(corpus, count, output, tool):
    """The chosen lines with their numbers, and the folders of the cache and of its pictures."""
    lines = [(number, line) for number, line in enumerate(pathlib.Path(corpus).read_text(encoding="utf-8").split("\n"), 1) if line.strip()]
    chosen = [lines[i * len(lines) // count] for i in range(min(count, len(lines)))]
    cache, pictures = output / "cache", output / "pictures"
    for folder in (cache, pictures):
        shutil.rmtree(folder, ignore_errors=True)
    output.mkdir(parents=True, exist_ok=True)
    (output / "lines.txt").write_text("".join(line + "\n" for _, line in chosen), encoding="utf-8")
    subprocess.run([*tool, "pregenerate", "--corpus", f"train={output / 'lines.txt'}", "--fonts", "fonts/**/*.ttf", "--cache-dir", str(cache),
                    "--image-height", str(HEIGHT), "--on-unrenderable", "skip", "--lint", "never", "--json"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*tool, "export", "--cache-dir", str(cache), "--format", "files", "--output", str(pictures), "--json"],
                   check=True, stdout=subprocess.DEVNULL)
    return {line: number for number, line in chosen}, cache, pictures


def report(seen, worst, numbers, output):
    """Prints what was found, and tells whether it is good."""
    seen.sort()
    with open(output / "look.tsv", "w", encoding="utf-8") as table:
        for value, font, text, shrink in seen:
            table.write(f"{value:.4f}\t{font}\t{numbers[text]}\t{shrink}\t{text}\n")
    print(f"{'font':<40} lines  median   least  made smaller")
    medians = []
    for font in sorted({entry[1] for entry in seen}):
        of_font = [entry for entry in seen if entry[1] == font]
        medians.append(of_font[len(of_font) // 2][0])
        print(f"{font:<40} {len(of_font):>5}  {medians[-1]:.4f}  {of_font[0][0]:.4f}  {sum(entry[3] > 0 for entry in of_font):>12}")
    print(f"{'all':<40} {len(seen):>5}  {seen[len(seen) // 2][0]:.4f}  {seen[0][0]:.4f}  {sum(entry[3] > 0 for entry in seen):>12}")
    print("the worst: correlation, font, line of the corpus, where they differ most, picture, text")
    for rank, (value, font, text, ours, theirs) in enumerate(worst, 1):
        name = f"worst-{rank:02}.png"
        save(output / name, ours, theirs)
        print(f"{value:.4f}  {font}  line {numbers[text]}  column {place(ours, theirs)} of {ours.shape[1] - 2 * PAD}  {name}  {text}")
    return min(medians) >= LEAST_MEDIAN and seen[0][0] >= LEAST


def main(corpus, count, output, tool):
    numbers, cache, pictures = make_pictures(corpus, count, output, tool)
    recipes = {recipe["font_path"]: recipe for recipe in json.loads((cache / "cache_index.json").read_text(encoding="utf-8"))["recipes"]}
    sizes = {path: math.ceil(recipe["font_size"] / 64 * ENLARGED) for path, recipe in recipes.items()}
    fonts = {path: ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM) for path, size in sizes.items()}
    seen, worst = [], []
    for path in sorted((pictures / "metadata").iterdir()):
        fields = json.loads(path.read_text(encoding="utf-8"))
        text, font = fields["text"], fields["font_path"]
        with Image.open(pictures / "images" / f"{fields['cache_key']}.png") as picture:
            value, shrink, ours, theirs = look(picture, text, fonts[font], sizes[font], recipes[font])
        seen.append((value, font, text, shrink))
        worst = sorted([*worst, (value, font, text, ours, theirs)], key=lambda entry: entry[:3])[:WORST]
    return 0 if report(seen, worst, numbers, output) else 1


if __name__ == "__main__":
    if not features.check("raqm"):
        sys.exit("Pillow has no raqm here: apt-get install python3-pil libraqm0")
    sys.exit(main(sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4:]))
