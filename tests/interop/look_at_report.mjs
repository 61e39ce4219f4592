// Opens a report in Chromium and uses it as a person does, by mouse and by keyboard; prints what it saw, a JSON object a line.
//
//     node look_at_report.mjs REPORT.html [what to search for]
//
// With --pictures FOLDER, it also takes pictures of the page for somebody to look at.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report, query = '', option, pictures] = process.argv.slice(2);
const print = (name, value) => process.stdout.write(JSON.stringify({ name, ...value }) + '\n');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Chromium refuses its sandbox to root, which is who runs in a container.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

// Whatever the page says or asks for, on any screen.
const [said, asked] = [[], []];

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', offline: true, ...options });
  const page = await context.newPage();
  page.on('console', message => said.push(message.text()));
  page.on('pageerror', error => said.push(error.message));
  page.on('request', request => asked.push(request.url()));
  await page.goto(pathToFileURL(report).href);
  await page.waitForFunction(() => document.documentElement.dataset.state !== undefined, null, { timeout: 60_000 });
  return page;
}

const countOf = page => page.locator('#gallery-count').innerText();
const labelsOf = page => page.locator('.card .label').allInnerTexts();
const focused = page => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute('class') || document.activeElement.tagName);

/** Does something that shows the gallery anew, and waits until its cards are others, however long a busy machine takes. */
async function untilShown(page, action) {
  await page.locator('#cards').evaluate(cards => { cards.firstElementChild.dataset.before = ''; });
  await action();
  await page.locator('#cards > [data-before]').waitFor({ state: 'detached' });
}

/** Fills a filter. */
function filter(page, id, value) {
  const field = page.locator(`#filter-${id}`);
  return untilShown(page, () => id === 'font' || id === 'split' || id === 'order' ? field.selectOption(value) : field.fill(value));
}

/** Takes back all filters. */
const reset = page => untilShown(page, () => page.locator('#filters button[type=reset]').click());

async function lookAtPixels(page) {
  // Hashed there: pixels would be a hundred times as much to send.
  for (const image of await page.evaluate(async () => {
    const hex = hash => [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('');
    const drawn = [];
    for (let image = 0; image < khmerReport.images; image++) {
      drawn.push({ ...khmerReport.describe(image), sha256: hex(await crypto.subtle.digest('SHA-256', khmerReport.compose(image))) });
    }
    return drawn;
  })) print('image', image);

  // What a canvas shows is what was composed, as an opaque grey.
  print('canvases', await page.evaluate(() => {
    const canvases = [...document.querySelectorAll('canvas[data-image]')];
    const isSame = canvas => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return khmerReport.compose(Number(canvas.dataset.image)).every((grey, i) => data[4 * i] === grey && data[4 * i + 1] === grey && data[4 * i + 2] === grey && data[4 * i + 3] === 255);
    };
    return { count: canvases.length, same: canvases.filter(isSame).length };
  }));
}

async function search(page) {
  await filter(page, 'text', query);
  print('search', { count: await countOf(page), labels: await labelsOf(page) });
  await page.locator('.cell[aria-label^="U+0020:"]').click();
  print('blank', { count: await countOf(page) });
  await filter(page, 'text', 'there is no such text');
  print('search for nothing', { count: await countOf(page), shown: await page.locator('#cards').innerText() });
  await reset(page);
  for (const font of await page.locator('#filter-font option').evaluateAll(options => options.slice(1).map(option => option.value))) {
    await filter(page, 'font', font);
    print('font', { font: await page.locator(`#filter-font option[value="${font}"]`).innerText(), count: await countOf(page) });
  }
  await filter(page, 'font', '');
  for (const split of await page.locator('#filter-split option').evaluateAll(options => options.slice(1).map(option => option.value))) {
    await filter(page, 'split', split);
    print('split', { split, count: await countOf(page) });
  }
  await filter(page, 'split', '');
  await filter(page, 'min', '150');
  await filter(page, 'max', '199');
  print('width', { count: await countOf(page) });
  await reset(page);
  await filter(page, 'order', 'wide');
  print('order', { widths: await page.locator('.card canvas').evaluateAll(canvases => canvases.map(canvas => canvas.width)) });
  await filter(page, 'order', 'mixed');
}

async function turnPages(page) {
  const state = async () => ({ page: await page.locator('#gallery-pager input').inputValue(), count: await countOf(page), cards: await page.locator('.card').count(), first: await page.locator('.card canvas').first().getAttribute('data-image') });
  const pages = [await state()];
  for (const title of ['Next', 'Last', 'Previous', 'First']) {
    await page.locator(`#gallery-pager button[title="${title} page"]`).click();
    pages.push(await state());
  }
  await page.locator('#gallery-pager input').fill('3');
  await page.locator('#gallery-pager input').press('Enter');
  pages.push(await state());
  await page.locator('#gallery-pager input').fill('1000000');
  await page.locator('#gallery-pager input').press('Enter');
  pages.push(await state());
  await page.locator('#gallery-pager button[title="First page"]').click();
  print('pages', { pages });
}

async function useKeyboard(page) {
  const card = () => page.evaluate(() => document.activeElement.querySelector?.('canvas')?.dataset.image ?? null);
  const press = async key => { await page.keyboard.press(key); return card(); };
  const tabs = [];
  const outlines = new Set();
  for (let i = 0; i < 100 && !tabs.includes('copy-digest'); i++) {
    await page.keyboard.press('Tab');
    tabs.push(await focused(page));
    outlines.add(await page.evaluate(() => getComputedStyle(document.activeElement.querySelector?.(':scope > .hit') ?? document.activeElement)[document.activeElement.closest('svg') ? 'stroke' : 'outlineStyle']));
  }
  print('tabs', { tabs, outlines: [...outlines] });

  await page.locator('h1').click();
  await page.keyboard.press('/');
  print('slash', { focused: await focused(page) });
  const order = await page.locator('.card canvas').evaluateAll(canvases => canvases.map(canvas => canvas.dataset.image));
  await page.locator('.card').first().focus();
  const moves = { start: await card(), right: await press('ArrowRight'), down: await press('ArrowDown'), up: await press('ArrowUp'), left: await press('ArrowLeft') };
  const columns = await page.evaluate(() => getComputedStyle(document.getElementById('cards')).gridTemplateColumns.split(' ').length);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  await press('PageDown');
  const next = await page.locator('#gallery-pager input').inputValue();
  await press('PageUp');
  print('arrows', { order, columns, ...moves, outline, next, back: await page.locator('#gallery-pager input').inputValue(), end: await press('End'), home: await press('Home') });

  await page.keyboard.press('Enter');
  const title = () => page.locator('#detail .text').innerText();
  const opened = { isOpen: await page.locator('#detail').evaluate(dialog => dialog.open), text: await title(), focused: await page.evaluate(() => document.activeElement.dataset.does) };
  await page.keyboard.press('ArrowRight');
  const moved = { text: await title(), image: await page.locator('#detail .enlarged canvas').getAttribute('data-image') };
  await page.keyboard.press('Escape');
  print('detail', { order, opened, moved, isOpen: await page.locator('#detail').evaluate(dialog => dialog.open), back: await card() });

  // A bar of the histogram is a button.
  await page.locator('.chart .bin[tabindex="0"]').focus();
  await page.keyboard.press('ArrowRight');
  const bar = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await untilShown(page, () => page.keyboard.press('Enter'));
  print('bar', { bar, count: await countOf(page), from: await page.locator('#filter-min').inputValue(), to: await page.locator('#filter-max').inputValue() });
  await reset(page);
}

async function lookAround(page) {
  print('names', await page.evaluate(() => ({
    unnamed: [...document.querySelectorAll('button, input, select, a, summary, svg[role], canvas[role]')].filter(element =>
      !(element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length || element.title)).map(element => element.outerHTML.slice(0, 200)),
    sections: [...document.querySelectorAll('nav a')].map(link => document.querySelector(link.hash)?.tagName ?? `no ${link.hash}`),
  })));
  print('hostile', { hurt: await page.evaluate(() => globalThis.hurt ?? null), images: await page.locator('img').count(), scripts: await page.locator('script[src]').count() });
  print('sheets', { fonts: await page.locator('.sheet h3').allInnerTexts(), lines: await page.locator('.sheet .lines').evaluateAll(sheets => sheets.map(sheet => sheet.querySelectorAll('canvas').length)) });
  print('charts', { titles: await page.locator('.chart h3').allInnerTexts(), bins: await page.locator('.chart svg').evaluateAll(plots => plots.map(plot => plot.querySelectorAll('.bin').length)), numbers: await page.locator('.chart .numbers').evaluateAll(tables => tables.map(table => [...table.querySelectorAll('td')].map(cell => Number(cell.textContent.replaceAll(',', ''))).reduce((a, b) => a + b, 0))) });
  await page.locator('#coverage-show').selectOption('missing');
  print('coverage', { note: await page.locator('#coverage-note').innerText(), cells: await page.locator('.cell:not(.absent)').count(), missing: await page.locator('#coverage-table tbody tr').evaluateAll(rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))) });
  await page.locator('#coverage-show').selectOption('all');
  print('lint', { note: await page.locator('#lint-note').innerText(), findings: await page.locator('.finding').evaluateAll(findings => findings.map(finding => ({ place: finding.querySelector('.where').innerText, link: finding.querySelector('a').href, marked: finding.querySelector('mark')?.innerText ?? null }))) });
  print('digest', { digest: await page.locator('#digest').innerText() });

  // Which font file of the page or of the system shows a label: the page's own.
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: '.card .label' });
  print('khmer', { fonts: (await session.send('CSS.getPlatformFontsForNode', { nodeId })).fonts.map(font => ({ family: font.familyName, isOwn: font.isCustomFont })) });
}

async function lookAtColours() {
  const paper = page => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const colorScheme of ['light', 'dark']) {
    const page = await open({ colorScheme });
    const auto = await paper(page);
    await page.locator('#theme button', { hasText: colorScheme === 'light' ? 'Dark' : 'Light' }).click();
    print('colours', { system: colorScheme, auto, other: await paper(page), pressed: await page.locator('#theme button[aria-pressed=true]').innerText() });
    await page.context().close();
  }
}

async function lookAtScreens() {
  for (const width of [400, 860, 1600]) {
    const page = await open({ viewport: { width, height: 900 } });
    print('screen', { width, scrolls: await page.evaluate(() => document.documentElement.scrollWidth) });
    await filter(page, 'order', 'wide');
    print('squeezed', { width, count: await page.locator('.card canvas, .sheet canvas').evaluateAll(canvases => canvases.filter(canvas => canvas.clientWidth !== canvas.width || canvas.clientHeight !== canvas.height).length) });
    await page.context().close();
  }
}

async function takePictures() {
  for (const [name, width, colorScheme] of [['light', 1280, 'light'], ['dark', 1280, 'dark'], ['narrow', 400, 'light'], ['wide', 1600, 'light']]) {
    const page = await open({ viewport: { width, height: 900 }, colorScheme });
    for (const id of ['overview', 'gallery', 'fonts', 'distributions', 'coverage', 'lint', 'recipe']) {
      await page.evaluate(id => document.getElementById(id).scrollIntoView(), id);
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(pictures, `${name}-${id}.png`) });
    }
    await page.locator('.card').nth(1).click();
    await page.screenshot({ path: join(pictures, `${name}-detail.png`) });
    await page.context().close();
  }
}

try {
  const page = await open();
  print('state', { state: await page.evaluate(() => document.documentElement.dataset.state), failure: await page.locator('#failure').innerText(), count: await countOf(page) });
  if (query !== '') {
    await lookAtPixels(page);
    await lookAround(page);
    await search(page);
    await turnPages(page);
    await useKeyboard(await open());
    await lookAtColours();
    await lookAtScreens();
  }
  if (option === '--pictures') await takePictures();
  print('quiet', { said, asked: asked.map(url => url.slice(0, 100)) });
} finally {
  await browser.close();
}
