// Reads a cache with nothing but docs/format.md and npm's apache-arrow, another implementation of Arrow than the one that writes segments,
// and prints what it found, a JSON object a line: fonts, lines and masks of all segments, then the pictures that the cache shows.
//
//     node read_segments.mjs CACHE_FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { contentDigest, fontChecksum, glyphChecksum, imageChecksum, imageHash, maskHash, recipeOf, sha256, textHashOf } from './hashes.mjs';
import { composeRun, readRun, shrunkSize, unpackPixels } from './pictures.mjs';

const folder = process.argv[2];
const hex = bytes => Buffer.from(bytes).toString('hex');
const print = value => process.stdout.write(JSON.stringify(value) + '\n');

function open(kind) {
  return readdirSync(join(folder, 'segments', kind)).sort().map(name => {
    const bytes = readFileSync(join(folder, 'segments', kind, name));
    const table = tableFromIPC(bytes);
    print({ segment: `${kind}/${name}`, sha256: sha256(bytes), rows: table.numRows, batches: table.batches.length, metadata: Object.fromEntries(table.schema.metadata) });
    return { name: `${kind}/${name}`, table };
  });
}

// 64-bit numbers are BigInts, which JSON has no word for.
const text = number => number.toString();

function fontOf(row) {
  return {
    font_path: row.font_path,
    image_height: row.image_height,
    font_sha256: row.font_sha256,
    units_per_em: row.units_per_em,
    font_size: row.font_size,
    baseline: row.baseline,
    renderer: row.renderer,
    symbols: [...row.symbols].map(symbol => [symbol.glyph, symbol.x_advance, symbol.x_offset, symbol.y_offset]),
    masks: [...row.masks].map(mask => [mask.shrink, mask.glyph]),
    images: text(row.images),
    entry_sum: row.entry_sum,
    checksum: text(row.checksum),
  };
}

function readLines({ name, table }) {
  const [batch] = table.batches;
  const images = batch.getChild('images');
  const dictionary = images.data[0].children[0].children[0];
  const fonts = [...dictionary.dictionary].map(fontOf);
  fonts.forEach((font, index) => print({ font: index, of: name, ...font }));
  const lines = [];
  for (let row = 0; row < batch.numRows; row++) {
    const first = images.data[0].valueOffsets[row];
    const line = {
      line: row,
      of: name,
      text_hash: text(batch.getChild('text_hash').get(row)),
      text: batch.getChild('text').get(row),
      images: [...images.get(row)].map((image, index) => ({
        font: dictionary.values[first + index],
        font_path: image.font.font_path,
        width: image.width,
        checksum: image.checksum,
        payload: hex(image.payload),
      })),
    };
    print(line);
    lines.push(line);
  }

  return { fonts, lines };
}

function readGlyphs({ name, table }) {
  const sizes = [];
  for (const row of table) {
    const size = {
      of: name,
      font_sha256: row.font_sha256,
      rasterizer: row.rasterizer,
      size: row.size,
      glyphs: [...row.glyphs].map(glyph => ({
        glyph: glyph.glyph,
        left: glyph.left,
        top: glyph.top,
        width: glyph.width,
        height: glyph.height,
        checksum: text(glyph.checksum),
        coverage: hex(glyph.coverage),
      })),
    };
    print(size);
    sizes.push(size);
  }

  return sizes;
}

const segments = open('lines').map(readLines);
const sizes = open('glyphs').flatMap(readGlyphs);
const manifest = JSON.parse(readFileSync(join(folder, 'cache_index.json')));
const valid = new Map(manifest.recipes.map(recipe => [`${recipe.font_path}|${recipe.recipe}`, recipe]));
const validRecipe = font => valid.get(`${font.font_path}|${recipeOf(font)}`);

function check(holds, what) {
  if (!holds) {
    throw new Error(`${what} is not what docs/format.md says`);
  }
}

// The masks of a font at a size, by glyph.
const masks = new Map();
for (const size of sizes) {
  const glyphs = new Map();
  for (const glyph of size.glyphs) {
    const coverage = Buffer.from(glyph.coverage, 'hex');
    const checksum = BigInt(glyph.checksum);
    check(await glyphChecksum(size, glyph, coverage) === checksum, `the checksum of glyph ${glyph.glyph}`);
    glyphs.set(glyph.glyph, { ...glyph, coverage, hash: await maskHash(coverage, checksum) });
  }

  masks.set([size.font_sha256, size.size, size.rasterizer].join('|'), glyphs);
}

const masksOf = (font, shrink, rasterizer) => masks.get([font.font_sha256, shrunkSize(font, shrink), rasterizer].join('|'));
const images = new Map();
const shown = new Map();
for (const { fonts, lines } of segments) {
  for (const font of fonts) {
    check(await fontChecksum(font) === BigInt(font.checksum), `the checksum of ${font.font_path}`);
    const recipe = validRecipe(font);
    for (const [shrink, glyph] of recipe === undefined ? [] : font.masks) {
      const key = [font.font_sha256, shrunkSize(font, shrink), recipe.rasterizer, glyph].join('|');
      shown.set(key, masksOf(font, shrink, recipe.rasterizer).get(glyph).hash);
    }
  }

  for (const line of lines) {
    const textHash = BigInt(line.text_hash);
    check(await textHashOf(line.text) === textHash, `the hash of '${line.text}'`);
    for (const image of line.images) {
      const font = fonts[image.font];
      const payload = Buffer.from(image.payload, 'hex');
      check(await imageChecksum(payload, textHash, image.font, image.width) === BigInt(image.checksum), `the checksum of '${line.text}' in ${font.font_path}`);
      const recipe = validRecipe(font);
      const key = [line.text, font.font_path, recipeOf(font)].join('|');
      if (recipe === undefined || images.has(key)) {
        continue;
      }

      const run = payload[0] === 1 ? readRun(payload.subarray(1), font) : {};
      const pixels = payload[0] === 1
        ? composeRun(run, image.width, font, masksOf(font, run.shrink, recipe.rasterizer))
        : unpackPixels(payload.subarray(1), image.width, font.image_height);
      images.set(key, await imageHash(line.text, font, image.width, payload[0] === 1 ? run : { pixels }));
      print({
        picture: line.text, font_path: font.font_path, renderer: font.renderer, shrink: run.shrink ?? 0, width: image.width, height: font.image_height, sha256: sha256(pixels),
      });
    }
  }
}

print({ content_digest: contentDigest([...images.values()], [...shown.values()]) });
