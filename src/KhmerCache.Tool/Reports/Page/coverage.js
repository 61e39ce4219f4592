// Which characters the labels have, and in which fonts they are never shown.

// Ranges of Unicode 16; those of which a Khmer text should have all are shown with what is absent. Characters that Unicode discourages are not expected.
const BLOCKS = [
  ['Khmer consonants', 0x1780, 0x17A2, true],
  ['Khmer independent vowels', 0x17A5, 0x17B3, true],
  ['Khmer dependent vowels', 0x17B6, 0x17C5, true],
  ['Khmer signs', 0x17C6, 0x17D2, true],
  ['Khmer punctuation and currency', 0x17D4, 0x17DC, true, [0x17D8]],
  ['Khmer digits', 0x17E0, 0x17E9, true],
  ['Other Khmer characters', 0x1780, 0x17FF, false],
  ['Khmer symbols', 0x19E0, 0x19FF, false],
  ['Basic Latin', 0x0020, 0x007E, false],
];
const ROWS_OF_TABLE = 50;

class Coverage {
  constructor(cache, gallery) {
    this.gallery = gallery;
    this.labels = cache.data.labels;
    this.paths = [...new Set(cache.fonts.filter(font => font.images > 0).map(font => font.path))];
    this.fontNames = this.paths.map(path => cache.fonts.find(font => font.path === path).name.replace(/, \d+ px$/, ''));
    this.characters = cache.data.characters.map(([codePoint, labels, images, missing]) => ({ codePoint, labels, images, missing }));
    this.byCodePoint = new Map(this.characters.map(character => [character.codePoint, character]));
    this.sort = { key: 'labels', isRising: false };
    this.rows = [];
    this.pager = new Pager(byId('coverage-pager'), 'characters', ROWS_OF_TABLE, () => this.showRows());
    this.showMap();
    for (const id of ['coverage-text', 'coverage-show']) byId(id).addEventListener('input', () => this.filter());
    this.filter();
  }

  showMap() {
    const told = new Set();
    const most = Math.log1p(Math.max(1, ...this.characters.map(character => character.labels)));
    let absent = 0;
    const block = (title, codePoints) => {
      codePoints.forEach(codePoint => told.add(codePoint));
      absent += codePoints.filter(codePoint => !this.byCodePoint.has(codePoint)).length;
      if (codePoints.length > 0) byId('coverage-map').append(make('div', { class: 'block' }, make('h3', {}, title), make('div', { class: 'cells' }, ...codePoints.map(codePoint => this.makeCell(codePoint, most)))));
    };
    for (const [title, first, last, isExpected, exceptions = []] of BLOCKS) {
      block(title, Array.from({ length: last - first + 1 }, (_, i) => first + i)
        .filter(codePoint => !told.has(codePoint) && (this.byCodePoint.has(codePoint) || (isExpected && !exceptions.includes(codePoint)))));
    }
    block('Others', this.characters.map(character => character.codePoint).filter(codePoint => !told.has(codePoint)).slice(0, 300));

    const missing = this.characters.filter(character => character.missing.length > 0).length;
    byId('coverage-note').textContent = `${plural(this.characters.length, 'character')} in the labels. ${absent === 0 ? 'No ordinary Khmer character is absent.' : `${plural(absent, 'ordinary Khmer character')} ${absent === 1 ? 'is' : 'are'} in none.`} ` +
      (missing === 0 ? 'Every font shows each of them at least once.' : `${plural(missing, 'character')} ${missing === 1 ? 'is' : 'are'} not shown in every font: a model can't learn what it never sees.`);
    const mark = (name, text) => make('span', {}, make('i', { class: name }), text);
    rove(byId('coverage-map'), [...byId('coverage-map').querySelectorAll('button')]);
    byId('coverage-map').append(make('p', { class: 'legend' }, mark('', 'in few labels'), mark('full', 'in many'), mark('dashed', 'in none'), mark('dot', 'not in every font')));
  }

  makeCell(codePoint, most) {
    const character = this.byCodePoint.get(codePoint);
    const glyph = khmer('b', glyphOf(codePoint) || '\u00A0');
    if (!character) return make('div', { class: 'cell absent', title: `U+${hex(codePoint)} is in no label` }, glyph, make('small', {}, hex(codePoint)));
    const title = `U+${hex(codePoint)}: in ${plural(character.labels, 'label')}` + (character.missing.length > 0 ? `, never in ${character.missing.map(font => this.fontNames[font]).join(', ')}` : '');
    const cell = make('button', { type: 'button', class: character.missing.length > 0 ? 'cell missing' : 'cell', title, 'aria-label': `${title}. Show its images`, onclick: () => this.gallery.look({ text: String.fromCodePoint(codePoint) }) },
      glyph, make('small', {}, character.labels.toLocaleString('en-US', { notation: 'compact' })));
    cell.style.setProperty('--share', (Math.log1p(character.labels) / most).toFixed(3));
    return cell;
  }

  filter() {
    const text = byId('coverage-text').value.trim();
    const show = byId('coverage-show').value;
    const asked = new Set([...text].map(character => character.codePointAt(0)));
    const code = /^(?:u\+)?([0-9a-f]{2,6})$/i.exec(text);
    this.rows = this.characters.filter(character =>
      (text === '' || asked.has(character.codePoint) || (code && hex(character.codePoint).includes(code[1].toUpperCase())))
      && (show !== 'missing' || character.missing.length > 0) && (show !== 'rare' || character.labels < 10));
    const { key, isRising } = this.sort;
    const value = character => key === 'missing' ? character.missing.length : character[key];
    this.rows.sort((a, b) => (isRising ? 1 : -1) * (value(a) - value(b)) || a.codePoint - b.codePoint);
    this.pager.reset(this.rows.length);
  }

  showRows() {
    const table = makeTable('Characters', [['Character', false], ['Code point', false], ['Labels', true], ['Share of labels', true], ['Images', true], ['Never shown in', false]],
      this.rows.slice(this.pager.start, this.pager.end).map(character => [
        khmer('span', glyphOf(character.codePoint) || '\u00A0'), make('span', { class: 'mono' }, `U+${hex(character.codePoint)}`), number(character.labels), percent(character.labels / this.labels), number(character.images),
        this.describeMissing(character.missing)]));
    [null, 'codePoint', 'labels', null, 'images', 'missing'].forEach((key, column) => {
      if (key) this.makeSortable(table.tHead.rows[0].cells[column], key);
    });
    byId('coverage-table').replaceChildren(table);
    byId('coverage-count').replaceChildren(...this.pager.describe('character', 'characters'));
  }

  describeMissing(missing) {
    if (missing.length === 0) return make('span', { class: 'all' }, '–');
    const isMost = missing.length > this.paths.length / 2 && this.paths.length > 3;
    return isMost
      ? `all but ${this.fontNames.filter((_, font) => !missing.includes(font)).join(', ')}`
      : missing.map(font => this.fontNames[font]).join(', ');
  }

  makeSortable(head, key) {
    if (this.sort.key === key) head.setAttribute('aria-sort', this.sort.isRising ? 'ascending' : 'descending');
    head.replaceChildren(make('button', { type: 'button', 'data-sort': key, onclick: () => {
      this.sort = { key, isRising: this.sort.key === key ? !this.sort.isRising : key === 'codePoint' };
      this.filter();
      byId('coverage-table').querySelector(`[data-sort="${key}"]`).focus();
    } }, head.textContent));
  }
}
