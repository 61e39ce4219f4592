// What the linter finds in the corpora, with the lines.

const FINDINGS_OF_PAGE = 20;
const CODES_PAGE = 'https://github.com/khmercache/khmercache/blob/main/docs/build.md';

class Lint {
  constructor(cache, gallery) {
    this.gallery = gallery;
    this.lint = cache.data.lint;
    this.code = null;
    this.rows = [];
    if (!this.lint) {
      byId('lint-note').textContent = 'Nobody said what the corpora are. Make the report with --corpus train=corpus/train.txt, or with --project, to see what the linter finds in them.';
      byId('lint-pager').hidden = true;
      return;
    }
    this.pager = new Pager(byId('lint-pager'), 'findings', FINDINGS_OF_PAGE, () => this.showPage());
    const codes = Object.entries(this.lint.counts);
    const total = codes.reduce((sum, [, count]) => sum + count, 0);
    const lookAlikes = this.lint.looks_for_look_alikes ? '' : ' Labels that look alike were not looked for: name fonts with --fonts.';
    const cut = codes.some(([, count]) => count > this.lint.shown_of_code) ? ` The first ${this.lint.shown_of_code} of each code are shown.` : '';
    byId('lint-note').textContent = `${plural(this.lint.lines, 'line')} of the corpora, ${plural(total, 'finding')}.${cut}${lookAlikes}`;
    if (codes.length > 1) byId('lint-codes').append(...[[null, total], ...codes].map(([code, count]) => this.makeChip(code, count)));
    this.filter();
  }

  makeChip(code, count) {
    const chip = make('button', { type: 'button', 'aria-pressed': String(code === this.code), onclick: () => {
      this.code = code;
      for (const other of byId('lint-codes').children) other.setAttribute('aria-pressed', String(other === chip));
      this.filter();
    } }, code ?? 'all', ' ', make('span', {}, number(count)));
    return chip;
  }

  filter() {
    this.rows = this.lint.findings.filter(finding => this.code === null || finding.code === this.code);
    this.pager.reset(this.rows.length);
  }

  showPage() {
    byId('findings').replaceChildren(...this.rows.slice(this.pager.start, this.pager.end).map(finding => this.makeFinding(finding)));
    byId('lint-count').replaceChildren(...(this.rows.length === 0 ? ['Nothing to mend.'] : this.pager.describe('finding', 'findings')));
  }

  makeFinding(finding) {
    const place = `${finding.file}:${finding.line}${finding.column > 0 ? `:${finding.column}` : ''}`;
    const item = make('li', { class: `finding ${finding.severity === 'error' ? 'error' : ''}` },
      make('p', { class: 'where' },
        make('a', { href: finding.link + fragmentOf(finding), target: '_blank', rel: 'noreferrer' }, place),
        make('a', { href: `${CODES_PAGE}#${finding.code.toLowerCase()}`, target: '_blank', rel: 'noreferrer' }, finding.code)),
      make('p', {}, finding.message));
    if (finding.text !== '') {
      item.append(make('blockquote', { lang: 'km' }, ...quote(finding)));
      const text = finding.text.trim();
      if (!finding.cut_before && !finding.cut_behind && text !== '') {
        item.append(make('button', { type: 'button', class: 'link', 'aria-label': `Show the images of line ${finding.line}`, onclick: () => this.gallery.look({ text }) }, 'its images'));
      }
    }
    return item;
  }
}

// The cluster at the place is marked: a mark by itself would be torn from what it stands on, and shown on a dotted circle that is not in the line.
function quote({ text, place, cut_before, cut_behind }) {
  const parts = [cut_before ? '…' : ''];
  const clusters = [...new Intl.Segmenter('km', { granularity: 'grapheme' }).segment(text)];
  const marked = place < 0 ? -1 : clusters.findIndex(({ index, segment }) => place >= index && place < index + segment.length);
  clusters.forEach(({ segment }, i) => parts.push(i === marked ? make('mark', {}, visible(segment)) : segment));
  return [...parts, cut_behind ? '…' : ''];
}

// What can't be seen would leave an empty mark.
const visible = text => /^[\p{C}\p{Z}\u200B]+$/u.test(text) ? [...text].map(character => `U+${hex(character.codePointAt(0))}`).join(' ') : text;

// Browsers that know text fragments go to the line; others open the file.
function fragmentOf(finding) {
  const text = finding.text.trim();
  return finding.cut_before || finding.cut_behind || text === '' ? '' : `#:~:text=${encodeURIComponent(wellFormed(text)).replaceAll('-', '%2D')}`;
}

const wellFormed = text => text.toWellFormed ? text.toWellFormed() : text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD');
