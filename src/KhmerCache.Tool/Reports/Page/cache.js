// The images of the page, and what is known of each.

class Cache {
  constructor(data, bytes) {
    this.data = data;
    const reader = new PackedReader(bytes);
    const labels = reader.number();
    const images = reader.number();
    const textLengths = reader.numbers(labels, Uint32Array);
    this.splitSetOf = reader.numbers(labels, Uint16Array);
    this.firstImageOf = startsOf(reader.numbers(labels, Uint32Array));
    this.readTexts(reader, textLengths);
    this.recipeOf = reader.numbers(images, Uint16Array);
    this.widthOf = reader.numbers(images, Uint16Array);
    const lengths = reader.numbers(images, Uint32Array);
    this.payloadStarts = startsOf(lengths);
    this.payloads = reader.take(this.payloadStarts[images]);
    this.labelOf = new Uint32Array(images);
    for (let label = 0; label < labels; label++) this.labelOf.fill(label, this.firstImageOf[label], this.firstImageOf[label + 1]);

    this.fonts = namedFonts(data.fonts);
    this.recipes = data.recipes.map(recipe => ({ ...recipe, symbols: readSymbols(reader) }));
    this.fontOfRecipe = this.recipes.map(recipe => recipe.font);
    this.atlases = new Map();
    for (const { recipe, shrink, fixed_per_unit } of data.sample.atlases) {
      this.atlases.set(recipe * 64 + shrink, new Atlas(reader, this.recipes[recipe], fixed_per_unit));
    }
    this.splitsOfSet = data.sample.split_sets.map(set => set.map(split => data.splits[split].name));
  }

  readTexts(reader, lengths) {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    this.texts = Array.from(lengths, length => decoder.decode(reader.take(length)));
    this.textLengthOf = Uint32Array.from(this.texts, text => [...text].length);
  }

  get images() { return this.widthOf.length; }
  get labels() { return this.texts.length; }

  textOf(image) { return this.texts[this.labelOf[image]]; }
  fontOf(image) { return this.fonts[this.fontOfRecipe[this.recipeOf[image]]]; }
  heightOf(image) { return this.fontOf(image).height; }
  splitsOf(image) { return this.splitsOfSet[this.splitSetOf[this.labelOf[image]]]; }

  /** The grey pixels of an image, row after row; 0 is black. */
  compose(image) {
    const payload = this.payloads.subarray(this.payloadStarts[image], this.payloadStarts[image + 1]);
    const recipe = this.recipeOf[image];
    return this.recipes[recipe].is_pixels
      ? unpackPixels(payload, this.widthOf[image], this.heightOf(image))
      : composeRun(payload, this.widthOf[image], this.heightOf(image), shrink => this.atlases.get(recipe * 64 + shrink));
  }

  /** A canvas with an image; at a scale, it stays as sharp as it is. */
  canvas(image, scale = 1) {
    const canvas = make('canvas', { role: 'img', 'aria-label': `${this.textOf(image)}, ${this.fontOf(image).name}`, 'data-image': image });
    paint(canvas, this.widthOf[image], this.heightOf(image), this.compose(image));
    if (scale !== 1) canvas.style.width = `${scale * this.widthOf[image]}px`;
    return canvas;
  }
}

function readSymbols(reader) {
  const count = reader.number();
  return { glyph: reader.numbers(count, Uint16Array), xAdvance: reader.signeds(count), xOffset: reader.signeds(count), yOffset: reader.signeds(count) };
}

/** Fonts with short names: the name of the file, with what tells it from another of that name. */
function namedFonts(fonts) {
  const fileName = path => path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  const heights = new Set(fonts.map(font => font.height)).size;
  return fonts.map((font, index) => {
    const isShared = fonts.some(other => other.path !== font.path && fileName(other.path) === fileName(font.path));
    const name = isShared ? font.path : fileName(font.path);
    return { ...font, index, name: heights > 1 ? `${name}, ${font.height} px` : name };
  });
}
