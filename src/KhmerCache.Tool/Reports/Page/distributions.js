// Widths, ink heights and text lengths.

function showDistributions(cache, gallery) {
  const select = byId('distribution-font');
  for (const font of cache.fonts) select.append(make('option', { value: font.index }, font.name));
  const show = () => {
    const fonts = select.value === '' ? cache.fonts : [cache.fonts[Number(select.value)]];
    byId('charts').replaceChildren(makeWidthChart(fonts, select.value, gallery), makeInkChart(fonts), makeLengthChart(cache.data));
  };
  select.addEventListener('change', show);
  show();
}

function makeWidthChart(fonts, font, gallery) {
  const counts = sumCounts(fonts.map(one => one.widths));
  const { median, low, high } = summarize(counts);
  const { bins, rest } = binsOf(counts, 50, 'px');
  return makeChart({
    title: 'Image width',
    note: `90 % are between ${number(low)} and ${number(high)} px wide.${notDrawn(rest)} A bar opens its images.`,
    bins,
    rest,
    median: median + 0.5,
    medianLabel: `${number(median)} px`,
    axis: 'width, px',
    what: 'images',
    tick: number,
    choose: bin => gallery.look({ font, min: bin.from, max: bin.to - 1 }),
  });
}

const notDrawn = rest => rest.map(({ count, label }) => ` ${number(count)} of ${label} ${count === 1 ? 'is' : 'are'} not drawn.`).join('');

// As the share of the image's height. Where all have one height, a bar is a row of pixels, so that rounding to percents leaves no gaps.
function makeInkChart(fonts) {
  const heights = new Set(fonts.map(font => font.height));
  const steps = heights.size === 1 ? fonts[0].height : 20;
  const counts = new Array(steps + 1).fill(0);
  for (const font of fonts) font.ink_rows.forEach((count, rows) => { counts[Math.ceil(rows * steps / font.height)] += count; });
  const { median, low } = summarize(counts);
  const label = step => heights.size === 1 ? `${step} of ${steps} px (${percent(step / steps)})` : `up to ${percent(step / steps)}`;
  const white = counts[0] > 0 ? ` ${plural(counts[0], 'image has', 'images have')} no ink at all.` : '';
  return makeChart({
    title: 'Ink height',
    note: `From the first row with ink to the last. 95 % use at least ${percent(low / steps)} of the height.${white}`,
    bins: counts.slice(1).map((count, i) => ({ from: 100 * i / steps, to: 100 * (i + 1) / steps, count, label: label(i + 1) })),
    median: 100 * (median - 0.5) / steps,
    medianLabel: percent(median / steps),
    axis: '% of the image height',
    what: 'images',
    tick: value => `${value}`,
  });
}

function makeLengthChart(data) {
  const { median, low, high } = summarize(data.text_lengths);
  const { bins, rest } = binsOf(data.text_lengths, 50, 'code points');
  return makeChart({
    title: 'Text length',
    note: `Each label once. 90 % have ${number(low)} to ${number(high)} code points.${notDrawn(rest)}`,
    bins,
    rest,
    median: median + 0.5,
    medianLabel: number(median),
    axis: 'code points',
    what: 'labels',
    tick: number,
  });
}
