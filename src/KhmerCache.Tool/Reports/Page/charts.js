// Histograms, drawn to the width that there is, so that text has its own size on every screen.

const CHART = { height: 240, left: 48, right: 12, top: 34, bottom: 40 };
const NICE = [1, 2, 2.5, 5, 10];

/** A step for about so many ticks over a range: 1, 2, 2.5 or 5 times a power of ten. */
function niceStep(range, ticks, smallest = 0) {
  const raw = Math.max(range / Math.max(1, ticks), smallest, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * NICE.find(factor => factor * power >= raw * 0.999);
  return smallest >= 1 ? Math.ceil(step) : step;
}

/** Total, mean and quantiles of counts by value. */
function summarize(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const quantile = share => {
    let [rank, value] = [Math.max(1, Math.ceil(share * total)), 0];
    for (let below = 0; value < counts.length; value++) {
      below += counts[value];
      if (below >= rank) break;
    }
    return Math.min(value, Math.max(0, counts.length - 1));
  };
  const first = Math.max(0, counts.findIndex(count => count > 0));
  return { total, min: first, max: Math.max(0, counts.length - 1), median: quantile(0.5), low: quantile(0.05), high: quantile(0.95), most: quantile(0.995) };
}

/** Bins of whole values from counts by value: about so many, of a nice width. A few values far above the others are left out, and told. */
function binsOf(counts, most, unit) {
  const { min, most: max } = summarize(counts);
  const width = Math.max(1, niceStep(max + 1 - min, most, 1));
  const bins = [];
  for (let from = Math.floor(min / width) * width; from <= max; from += width) {
    let count = 0;
    for (let value = from; value < from + width; value++) count += counts[value] ?? 0;
    bins.push({ from, to: from + width, count, label: width === 1 ? `${number(from)} ${unit}` : `${number(from)} to ${number(from + width - 1)} ${unit}` });
  }
  const end = bins.at(-1).to;
  const above = counts.slice(end).reduce((sum, count) => sum + count, 0);
  return { bins, rest: above > 0 ? [{ from: end, to: counts.length, count: above, label: `${number(end)} to ${number(counts.length - 1)} ${unit}` }] : [] };
}

/**
 * A histogram with title, axes, median and its numbers as a table.
 * chart: title, note, bins (from, to, count, label), rest (bins that are not drawn; may be missing), median, axis (what x is), what (what is counted), tick (a number as text), choose (what a bin does; may be missing).
 */
function makeChart(chart) {
  const plot = makeSvg('svg', { role: chart.choose ? 'group' : 'img', 'aria-label': `${chart.title}. ${chart.note}` });
  const readout = make('p', { class: 'readout', 'aria-live': chart.choose ? 'polite' : null });
  const numbers = make('details', {}, make('summary', {}, 'Numbers'), make('div', { class: 'numbers' },
    makeTable(chart.title, [[chart.axis, false], [chart.what, true]], [...chart.bins, ...(chart.rest ?? [])].map(bin => [bin.label, number(bin.count)]))));
  const figure = make('figure', { class: 'chart' }, make('figcaption', {}, make('h3', {}, chart.title), make('p', {}, chart.note)), plot, readout, numbers);
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(plot.getBoundingClientRect().width);
    if (width > 0 && width !== drawn) drawChart(plot, drawn = width, chart, readout);
  }).observe(figure);
  return figure;
}

function drawChart(plot, width, chart, readout) {
  const { bins, median } = chart;
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const most = Math.max(1, ...bins.map(bin => bin.count));
  const step = niceStep(most, 4, 1);
  const roof = Math.ceil(most / step) * step;
  const bottom = CHART.height - CHART.bottom;
  const x = value => CHART.left + (value - from) / (to - from) * (width - CHART.left - CHART.right);
  const y = count => bottom - count / roof * (bottom - CHART.top);
  plot.setAttribute('viewBox', `0 0 ${width} ${CHART.height}`);
  plot.setAttribute('height', CHART.height);
  plot.replaceChildren();

  for (let count = 0; count <= roof; count += step) {
    plot.append(
      makeSvg('line', { class: count === 0 ? 'axis' : 'grid', x1: CHART.left, x2: width - CHART.right, y1: y(count), y2: y(count) }),
      makeSvg('text', { x: CHART.left - 7, y: y(count) + 4, 'text-anchor': 'end' }, count.toLocaleString('en-US', { notation: 'compact' })));
  }
  const tick = niceStep(to - from, (width - CHART.left) / 70);
  for (let value = Math.ceil(from / tick) * tick; value <= to + 1e-9; value += tick) {
    plot.append(
      makeSvg('line', { class: 'axis', x1: x(value), x2: x(value), y1: bottom, y2: bottom + 4 }),
      makeSvg('text', { x: x(value), y: bottom + 17, 'text-anchor': 'middle' }, chart.tick(value)));
  }
  plot.append(
    makeSvg('text', { x: width - CHART.right, y: CHART.height - 6, 'text-anchor': 'end' }, chart.axis),
    makeSvg('text', { x: 0, y: 11 }, chart.what));

  drawBins(plot, chart, readout, x, y, bottom);
  if (median !== undefined && bins.length > 0) {
    const isRight = x(median) > width - 110;
    plot.append(
      makeSvg('line', { class: 'median', x1: x(median), x2: x(median), y1: CHART.top - 6, y2: bottom }),
      makeSvg('text', { class: 'median-label', x: x(median) + (isRight ? -6 : 6), y: CHART.top - 8, 'text-anchor': isRight ? 'end' : 'start' }, `median ${chart.medianLabel}`));
  }
}

function drawBins(plot, chart, readout, x, y, bottom) {
  const groups = chart.bins.map(bin => {
    const [left, right] = [x(bin.from), x(bin.to)];
    const gap = right - left > 4 ? 1 : 0;
    const group = makeSvg('g', { class: 'bin' },
      makeSvg('rect', { class: 'hit', x: left, y: CHART.top, width: right - left, height: bottom - CHART.top }),
      makeSvg('rect', { x: left + gap / 2, y: Math.min(y(bin.count), bottom - (bin.count > 0 ? 1 : 0)), width: Math.max(0.5, right - left - gap), height: Math.max(bin.count > 0 ? 1 : 0, bottom - y(bin.count)) }));
    const say = () => { readout.textContent = `${bin.label}: ${number(bin.count)} ${chart.what}`; };
    set(group, { onmouseenter: say, onmouseleave: () => { readout.textContent = ''; } });
    if (chart.choose) {
      const act = () => chart.choose(bin);
      const isAct = event => event.key === 'Enter' || event.key === ' ';
      set(group, { role: 'button', 'aria-label': `${bin.label}: ${number(bin.count)} ${chart.what}. Show them`, onfocus: say, onclick: act, onkeydown: event => {
        if (!isAct(event)) return;
        event.preventDefault();
        act();
      } });
    }
    return group;
  });
  const frame = makeSvg('g', {}, ...groups);
  plot.append(frame);
  if (chart.choose) rove(frame, groups);
}

/** A histogram as small as a word, without axes. */
function makeSpark(counts, title, from, to, bins = 40) {
  const heights = new Array(bins).fill(0);
  counts.slice(from, to + 1).forEach((count, value) => { heights[Math.floor(value * bins / (to - from + 1))] += count; });
  const most = Math.max(1, ...heights);
  return makeSvg('svg', { class: 'spark', viewBox: `0 0 ${bins} 20`, preserveAspectRatio: 'none', role: 'img', 'aria-label': title },
    makeSvg('line', { x1: 0, x2: bins, y1: 19.8, y2: 19.8, 'stroke-width': 0.4 }),
    ...heights.map((height, i) => makeSvg('rect', { x: i + 0.08, width: 0.84, y: 19.6 - 18 * height / most, height: 18 * height / most })));
}
