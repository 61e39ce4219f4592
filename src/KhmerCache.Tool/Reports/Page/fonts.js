// A sheet for each font: the same lines in each, so that the fonts can be compared.

const LINES_OF_SHEET = 6;

function showFonts(cache, gallery) {
  const labels = chooseLabels(cache);
  const imageOf = (font, label) => {
    for (let image = cache.firstImageOf[label]; image < cache.firstImageOf[label + 1]; image++) {
      if (cache.fontOfRecipe[cache.recipeOf[image]] === font) return image;
    }
    return -1;
  };
  const own = firstImagesOfFonts(cache);
  const widest = Math.max(1, ...cache.fonts.map(font => summarize(font.widths).most));
  byId('sheets').append(...cache.fonts.filter(font => font.images > 0).map(font => {
    const shared = labels.map(label => imageOf(font.index, label)).filter(image => image >= 0);
    const images = [...shared, ...own[font.index].filter(image => !shared.includes(image))].slice(0, LINES_OF_SHEET);
    return makeSheet(cache, gallery, font, images, widest);
  }));
}

// Lines that most fonts have and that are short enough to be seen whole; in the order of the sample.
function chooseLabels(cache) {
  const fontsOf = label => cache.firstImageOf[label + 1] - cache.firstImageOf[label];
  const isReadable = label => cache.textLengthOf[label] >= 10 && cache.textLengthOf[label] <= 32 && /[\u1780-\u17B3]/.test(cache.texts[label]);
  const labels = Array.from(cache.texts.keys());
  return labels.sort((a, b) => isReadable(b) - isReadable(a) || fontsOf(b) - fontsOf(a) || a - b).slice(0, LINES_OF_SHEET);
}

function firstImagesOfFonts(cache) {
  const own = cache.fonts.map(() => []);
  for (let image = 0; image < cache.images; image++) {
    const images = own[cache.fontOfRecipe[cache.recipeOf[image]]];
    if (images.length < 2 * LINES_OF_SHEET) images.push(image);
  }
  return own;
}

function makeSheet(cache, gallery, font, images, widest) {
  const widths = summarize(font.widths);
  const ink = summarize(font.ink_rows);
  const splits = cache.data.splits.map((split, i) => `${split.name} ${number(font.images_of_splits[i])}`).join(' · ');
  return make('article', { class: 'sheet' },
    make('header', {},
      make('div', {}, make('h3', {}, font.name), make('p', {}, plural(font.images, 'image'), splits ? ` · ${splits}` : '')),
      make('button', { type: 'button', 'aria-label': `Show images in ${font.name}`, onclick: () => gallery.look({ font: font.index }) }, 'Show')),
    make('div', { class: 'lines', tabindex: -1 }, ...images.map(image => cache.canvas(image))),
    make('footer', {},
      make('div', {}, makeSpark(font.widths, `Widths of ${font.name}`, 0, widest), `width: median ${number(widths.median)} px`),
      make('div', {}, makeSpark(font.ink_rows, `Ink heights of ${font.name}`, 0, font.height, font.height + 1), `ink height: median ${percent(ink.median / font.height)}`)));
}
