// Draws images as the library does: white, minus the coverage of each glyph, never below black. Positions are whole numbers of 2^-32 quarter pixels. They stay
// far below 2^53, so that the numbers of JavaScript hold them exactly.

const FIXED_QUARTER = 2 ** 32;
const FIXED_PIXEL = 2 ** 34;
const PHASES = 4;

/** The masks of a recipe's glyphs at a size, and what the recipe's symbols mean at that size. */
class Atlas {
  constructor(reader, recipe, fixedPerUnit) {
    const count = reader.number();
    this.glyphs = new Map();
    for (let mask = 0; mask < count; mask++) this.glyphs.set(reader.number(), mask);
    this.left = reader.signeds(count);
    this.top = reader.signeds(count);
    this.width = reader.numbers(count, Uint16Array);
    this.height = reader.numbers(count, Uint16Array);
    this.coverage = [];
    for (let mask = 0; mask < count; mask++) this.coverage.push(reader.take(PHASES * this.width[mask] * this.height[mask]));
    this.recipe = recipe;
    this.fixedPerUnit = fixedPerUnit;
  }

  baselineRow(symbol) {
    return this.recipe.baseline - Math.floor((this.recipe.symbols.yOffset[symbol] * this.fixedPerUnit + FIXED_PIXEL / 2) / FIXED_PIXEL);
  }
}

/** Draws a glyph run; pixels in grey, row after row. Throws where it makes no sense. */
function composeRun(payload, width, height, atlasOf) {
  const reader = new PackedReader(payload);
  const atlas = atlasOf(reader.number());
  const symbols = atlas.recipe.symbols;
  const pixels = new Uint8Array(width * height).fill(255);
  let pen = reader.signed() * FIXED_PIXEL;
  while (reader.position < payload.length) {
    const symbol = reader.number();
    const quarter = Math.floor((pen + symbols.xOffset[symbol] * atlas.fixedPerUnit + FIXED_QUARTER / 2) / FIXED_QUARTER);
    pen += symbols.xAdvance[symbol] * atlas.fixedPerUnit;
    const mask = atlas.glyphs.get(symbols.glyph[symbol]);
    if (mask === undefined) throw new RangeError('a glyph is missing');
    subtract(pixels, width, height, atlas, mask, quarter, atlas.baselineRow(symbol));
  }
  return pixels;
}

function subtract(pixels, width, height, atlas, mask, quarter, baselineRow) {
  const maskWidth = atlas.width[mask];
  const maskHeight = atlas.height[mask];
  if (maskWidth === 0) return;
  const left = (quarter >> 2) + atlas.left[mask];
  const top = baselineRow - atlas.top[mask];
  if (left < 0 || top < 0 || left > width - maskWidth || top > height - maskHeight) throw new RangeError('ink would leave the image');
  const coverage = atlas.coverage[mask];
  let source = (quarter & (PHASES - 1)) * maskWidth * maskHeight;
  for (let row = top; row < top + maskHeight; row++) {
    for (let target = row * width + left, end = target + maskWidth; target < end; target++) {
      const ink = coverage[source++];
      pixels[target] = pixels[target] > ink ? pixels[target] - ink : 0;
    }
  }
}

/** Unpacks an image that was put in by hand: PackBits over the differences of neighbours. */
function unpackPixels(payload, width, height) {
  const pixels = new Uint8Array(width * height);
  let filled = 0;
  for (let position = 0; position < payload.length;) {
    const header = payload[position++];
    const count = header < 128 ? header + 1 : 257 - header;
    if (header < 128) {
      pixels.set(payload.subarray(position, position + count), filled);
      position += count;
    } else {
      pixels.fill(payload[position++], filled, filled + count);
    }
    filled += count;
  }
  for (let i = 0; i < pixels.length; i++) pixels[i] += i % width === 0 ? 255 : pixels[i - 1];
  return pixels;
}

/** Shows grey pixels on a canvas of their size. */
function paint(canvas, width, height, pixels) {
  canvas.width = width;
  canvas.height = height;
  const data = new ImageData(width, height);
  const words = new Uint32Array(data.data.buffer);
  for (let i = 0; i < pixels.length; i++) words[i] = 0xff000000 | (pixels[i] * 0x010101);
  canvas.getContext('2d').putImageData(data, 0, 0);
}
