// One image, large, with what is known of it and the same label in other fonts.

class Detail {
  constructor(gallery) {
    this.gallery = gallery;
    this.dialog = byId('detail');
    this.place = 0;
    this.dialog.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined || event.target.closest('.enlarged')) return;
      event.preventDefault();
      this.move(step);
    });
    this.dialog.addEventListener('click', event => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.dialog.addEventListener('close', () => gallery.focus(this.place));
  }

  open(place) {
    this.place = place;
    this.show(this.gallery.shown[place]);
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.dialog.querySelector('[data-does="close"]').focus();
  }

  move(step) {
    const place = this.place + step;
    if (place >= 0 && place < this.gallery.shown.length) this.open(place);
  }

  show(image) {
    const { cache } = this.gallery;
    const text = cache.textOf(image);
    const label = cache.labelOf[image];
    const focused = this.dialog.contains(document.activeElement) ? document.activeElement.getAttribute('data-does') : null;
    const button = (does, sign, title, act, disabled = false) => make('button', { type: 'button', 'data-does': does, 'aria-label': title, title, disabled, onclick: act }, sign);
    this.dialog.replaceChildren(
      make('header', {},
        make('strong', { id: 'detail-title' }, cache.fontOf(image).name),
        make('div', {},
          button('previous', '‹', 'Previous image', () => this.move(-1), this.place === 0),
          button('next', '›', 'Next image', () => this.move(1), this.place >= this.gallery.shown.length - 1),
          button('close', '✕', 'Close', () => this.dialog.close()))),
      make('div', { class: 'enlarged', tabindex: 0, role: 'group', 'aria-label': 'The image, enlarged' }, cache.canvas(image, this.scaleOf(image))),
      make('div', { class: 'body' },
        khmer('p', text, { class: 'text' }),
        this.facts(image),
        make('div', {}, make('h3', {}, plural(cache.textLengthOf[label], 'code point')), make('ol', { class: 'codes' }, ...[...text].map(character =>
          make('li', {}, khmer('b', glyphOf(character.codePointAt(0)) || '\u00A0'), make('small', {}, hex(character.codePointAt(0))))))),
        this.others(image, label)));
    (this.dialog.querySelector(`[data-does="${focused}"]:not(:disabled)`) ?? this.dialog.querySelector('[data-does="close"]')).focus();
  }

  // As large as fits, in whole steps, so that each pixel stays a square.
  scaleOf(image) {
    const room = Math.min(1024, window.innerWidth - 24) - 32;
    return Math.max(1, Math.min(4, Math.floor(room / this.gallery.cache.widthOf[image])));
  }

  facts(image) {
    const { cache } = this.gallery;
    const font = cache.fontOf(image);
    const facts = [['Font', font.path], ['Size', `${cache.widthOf[image]} × ${font.height} px`]];
    if (cache.data.splits.length > 0) facts.push(['Splits', cache.splitsOf(image).join(', ') || 'none']);
    if (cache.recipes[cache.recipeOf[image]].is_pixels) facts.push(['Kind', 'put in by hand, not rendered']);
    return make('dl', { class: 'facts' }, ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
  }

  others(image, label) {
    const { cache } = this.gallery;
    const items = [];
    for (let other = cache.firstImageOf[label]; other < cache.firstImageOf[label + 1]; other++) {
      if (other !== image) items.push(make('li', {}, make('span', {}, cache.fontOf(other).name), make('div', { class: 'strip', tabindex: -1 }, cache.canvas(other))));
    }
    return items.length === 0 ? null : make('div', {}, make('h3', {}, 'The same label in other fonts'), make('ul', { class: 'others' }, ...items));
  }
}
