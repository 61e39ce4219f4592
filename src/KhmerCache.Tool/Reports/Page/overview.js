// What there is, in figures.

function showOverview(cache) {
  const { data } = cache;
  const widths = summarize(sumCounts(data.fonts.map(font => font.widths)));
  const lengths = summarize(data.text_lengths);
  const heights = [...new Set(data.fonts.map(font => font.height))];
  const paths = new Set(data.fonts.map(font => font.path)).size;
  byId('overview-lead').textContent = data.images === 0
    ? 'The cache holds no image that can be read.'
    : `${plural(data.labels, 'line')} of Khmer text in ${plural(paths, 'font')}, as images ${heights.join(' and ')} px high. ` +
      `Nine in ten are between ${number(widths.low)} and ${number(widths.high)} px wide, from ${plural(lengths.low, 'code point')} to ${number(lengths.high)}.`;
  const size = data.bytes >= 2 ** 20 ? [(data.bytes / 2 ** 20).toFixed(1), 'MB'] : [(data.bytes / 1024).toFixed(0), 'KB'];
  const figures = [
    ['images', number(data.images)],
    ['labels', number(data.labels)],
    ['fonts', number(paths)],
    ['characters', number(data.characters.length)],
    ['on disk', size[0], size[1]],
    ['per image', data.images === 0 ? '–' : number(Math.round(data.bytes / data.images)), 'bytes'],
  ];
  if (data.lint) figures.push(['lint findings', number(Object.values(data.lint.counts).reduce((sum, count) => sum + count, 0))]);
  byId('overview-figures').append(...figures.map(([name, value, unit]) => make('div', {}, make('dt', {}, name), make('dd', {}, value, unit ? make('small', {}, ` ${unit}`) : null))));
  byId('overview-splits').append(makeSplitTable(data));
  if (data.damaged > 0) {
    byId('overview-damage').textContent = `${plural(data.damaged, 'image or line', 'images or lines')} could not be read, and ${data.damaged === 1 ? 'is' : 'are'} left out here. One of them: ${data.damage}`;
    byId('overview-damage').hidden = false;
  }
}

// What is known of splits: exactly, where the corpora are; else what the last pregeneration planned.
function makeSplitTable(data) {
  if (data.splits.length > 0) {
    return makeTable('Splits', [['Split', false], ['Lines', true], ['Lines with images', true], ['Images', true], ['Images per line', true]],
      data.splits.map(split => [split.name, number(split.lines), number(split.labels), number(split.images), split.labels === 0 ? '–' : (split.images / split.labels).toFixed(1)]));
  }
  if (data.planned.length > 0) {
    return makeTable('Splits as they were planned', [['Split', false], ['Lines planned', true], ['Images planned', true]], data.planned.map(split => [split.name, number(split.lines), number(split.images)]));
  }
  return '';
}

/** Several counts by value as one. */
function sumCounts(many) {
  const sum = new Array(Math.max(0, ...many.map(counts => counts.length))).fill(0);
  for (const counts of many) counts.forEach((count, value) => { sum[value] += count; });
  return sum;
}
