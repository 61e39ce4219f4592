// The checksums and the content digest of docs/format.md.
import { createHash } from 'node:crypto';
import { xxhash128, xxhash3 } from 'hash-wasm';

const low = seed => Number(BigInt.asUintN(32, seed));
const high = seed => Number(BigInt.asUintN(32, seed >> 32n));
const number = digits => BigInt('0x' + digits);

export const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

const xxh3 = async (bytes, seed = 0n) => number(await xxhash3(bytes, low(seed), high(seed)));
const xxh128 = async (bytes, seed) => number(await xxhash128(bytes, low(seed), high(seed)));
const utf8 = (...fields) => Buffer.from(fields.join('|'), 'utf8');
const int32s = values => Buffer.from(Int32Array.from(values).buffer);
const hex128 = value => BigInt.asUintN(128, value).toString(16).padStart(32, '0');

export const recipeOf = font =>
  sha256(utf8(font.image_height, font.font_sha256, font.units_per_em, font.font_size, font.baseline, font.renderer));

export const textHashOf = text => xxh3(Buffer.from(text, 'utf8'));

export const imageChecksum = async (payload, textHash, font, width) =>
  BigInt.asUintN(32, await xxh3(payload, textHash + BigInt(font) * 0x9E3779B97F4A7C15n + BigInt(width)));

export const fontChecksum = font => xxh3(Buffer.concat([
  utf8(font.font_path, recipeOf(font), font.images, font.entry_sum, ''),
  int32s(font.symbols.flat()),
  int32s(font.masks.flat()),
]));

export const glyphChecksum = async (size, glyph, coverage) => xxh3(
  coverage, await xxh3(utf8(size.font_sha256, size.rasterizer, size.size, glyph.glyph, glyph.left, glyph.top, glyph.width, glyph.height)));

/** What an image is, in 128 bits. */
export const imageHash = async (text, font, width, { originX = 0, shrink = 0, glyphs = [], pixels = [] }) => xxh128(
  Buffer.concat([int32s([width, originX, shrink, glyphs.length, ...glyphs.flat()]), Buffer.from(pixels), Buffer.from(text, 'utf8')]),
  await xxh3(utf8(font.font_path, recipeOf(font))));

/** What a mask is, in 128 bits. */
export const maskHash = (coverage, checksum) => xxh128(coverage, checksum);

export function contentDigest(images, masks) {
  const sum = hashes => hex128(hashes.reduce((total, hash) => total + hash, 0n));
  return sha256(utf8('khmercache 1', images.length, sum(images), masks.length, sum(masks)));
}
