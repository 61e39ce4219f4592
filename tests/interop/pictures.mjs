// The two codecs of docs/format.md. Plain on purpose: numbers that may pass 53 bits are BigInts, and pixels are drawn one by one.

const floor = (dividend, divisor) => {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
};

function readVarints(bytes) {
  const values = [];
  for (let value = 0, factor = 1, i = 0; i < bytes.length; i++) {
    value += (bytes[i] & 0x7f) * factor;
    factor *= 128;
    if (bytes[i] < 0x80) {
      values.push(value);
      [value, factor] = [0, 1];
    }
  }

  return values;
}

const unZigzag = value => value % 2 === 0 ? value / 2 : -(value + 1) / 2;

/** Codec 1: a glyph run; a glyph is its id, advance, and offsets. */
export function readRun(bytes, font) {
  const [shrink, origin, ...indices] = readVarints(bytes);
  return { shrink, originX: unZigzag(origin), glyphs: indices.map(index => font.symbols[index]) };
}

/** The size of the em of a line, in 1/64 px. */
export const shrunkSize = (font, shrink) => Math.floor(font.font_size * (64 - shrink) / 64);

/** The picture of a glyph run; the masks are those of its size. */
export function composeRun({ shrink, originX, glyphs }, width, font, masks) {
  const size = shrunkSize(font, shrink);
  const scale = floor(BigInt(size) * 2n ** 28n + BigInt(Math.floor(font.units_per_em / 2)), BigInt(font.units_per_em));
  const pixels = new Uint8Array(width * font.image_height).fill(255);
  let pen = 0n;
  for (const [glyph, advance, xOffset, yOffset] of glyphs) {
    const mask = masks.get(glyph);
    const quarter = Number(4n * BigInt(originX) + floor((pen + BigInt(xOffset)) * scale + 2n ** 31n, 2n ** 32n));
    const phase = ((quarter % 4) + 4) % 4;
    const column = (quarter - phase) / 4 + mask.left;
    const row = font.baseline - Number(floor(BigInt(yOffset) * scale + 2n ** 33n, 2n ** 34n)) - mask.top;
    pen += BigInt(advance);
    for (let y = 0; y < mask.height; y++) {
      for (let x = 0; x < mask.width; x++) {
        const place = (row + y) * width + column + x;
        pixels[place] = Math.max(0, pixels[place] - mask.coverage[(phase * mask.height + y) * mask.width + x]);
      }
    }
  }

  return pixels;
}

/** Codec 2: a picture put in by hand. */
export function unpackPixels(bytes, width, height) {
  const differences = [];
  for (let i = 0; i < bytes.length;) {
    const header = bytes[i++];
    if (header < 128) {
      differences.push(...bytes.subarray(i, i + header + 1));
      i += header + 1;
    } else if (header > 128) {
      for (let count = 257 - header; count > 0; count--) {
        differences.push(bytes[i]);
      }

      i++;
    }
  }

  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (i % width === 0 ? 255 : pixels[i - 1]) + differences[i];
  }

  return pixels;
}
