// The images, filtered, ordered, a page at a time.

const CARDS = 24;

class Gallery {
  constructor(cache) {
    this.cache = cache;
    this.lowered = cache.texts.map(text => text.toLowerCase());
    this.shown = [];
    this.cards = byId('cards');
    this.pager = new Pager(byId('gallery-pager'), 'images', CARDS, () => this.showPage());
    this.detail = new Detail(this);
    for (const font of cache.fonts) byId('filter-font').append(make('option', { value: font.index }, font.name));
    for (const split of cache.data.splits) byId('filter-split').append(make('option', { value: split.name }, split.name));
    byId('filter-split-label').hidden = cache.data.splits.length === 0;
    byId('gallery-note').textContent = this.describeSample();
    this.listen();
    this.filter();
  }

  describeSample() {
    const { data } = this.cache;
    return this.cache.images === data.images
      ? `All ${plural(data.images, 'image')} of the cache, in an order that is the same each time.`
      : `A sample: ${plural(this.cache.images, 'image')} of ${number(data.images)}, those of the ${number(this.cache.labels)} labels with the smallest hashes, the same each time, and at least a few of each font. More with --max-images.`;
  }

  listen() {
    const form = byId('filters');
    let waiting = 0;
    form.addEventListener('input', event => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.filter(), event.target.tagName === 'SELECT' ? 0 : 120);
    });
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(() => this.filter()));
    this.cards.addEventListener('keydown', event => this.steer(event));
    document.addEventListener('keydown', event => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, dialog')) return;
      event.preventDefault();
      byId('filter-text').focus();
    });
  }

  /** Sets the filters and goes to what they show. */
  look(filters) {
    byId('filters').reset();
    for (const [name, value] of Object.entries(filters)) byId(`filter-${name}`).value = value;
    this.filter();
    byId('gallery').scrollIntoView();
    byId('filter-text').focus({ preventScroll: true });
  }

  filter() {
    const { cache } = this;
    // Blanks around a word were not meant; a blank alone is one that is looked for.
    const typed = byId('filter-text').value;
    const text = (typed.trim() || typed).toLowerCase();
    const font = byId('filter-font').value;
    const split = byId('filter-split').value;
    const min = Number(byId('filter-min').value || 0);
    const max = Number(byId('filter-max').value || Infinity);
    const found = [];
    for (let label = 0; label < cache.labels; label++) {
      if (!this.lowered[label].includes(text) || (split && !cache.splitsOfSet[cache.splitSetOf[label]].includes(split))) continue;
      for (let image = cache.firstImageOf[label]; image < cache.firstImageOf[label + 1]; image++) {
        const width = cache.widthOf[image];
        if (width >= min && width <= max && (font === '' || cache.fontOfRecipe[cache.recipeOf[image]] === Number(font))) found.push(image);
      }
    }
    this.shown = this.order(found, byId('filter-order').value);
    this.pager.reset(this.shown.length);
  }

  order(images, order) {
    const { widthOf, labelOf, textLengthOf } = this.cache;
    const key = { mixed: i => this.turnOf(i), narrow: i => widthOf[i], wide: i => -widthOf[i], short: i => textLengthOf[labelOf[i]], long: i => -textLengthOf[labelOf[i]] }[order];
    return key ? images.sort((a, b) => key(a) - key(b) || a - b) : images;
  }

  // Each label once, in one font after another; then each again, in the next font.
  turnOf(image) {
    const { labelOf, firstImageOf, labels } = this.cache;
    const label = labelOf[image];
    const count = firstImageOf[label + 1] - firstImageOf[label];
    return (image - firstImageOf[label] - label % count + count) % count * labels + label;
  }

  showPage() {
    const images = this.shown.slice(this.pager.start, this.pager.end);
    this.cards.replaceChildren(...images.map((image, i) => make('li', {}, this.makeCard(image, this.pager.start + i, i === 0))));
    if (images.length === 0) this.cards.append(make('li', { class: 'empty' }, 'No image is like that. Reset the filters to see all.'));
    byId('gallery-count').replaceChildren(...this.pager.describe('image', 'images'));
  }

  makeCard(image, place, isFirst) {
    const { cache } = this;
    const text = cache.textOf(image);
    let picture;
    try {
      picture = cache.canvas(image);
      picture.setAttribute('aria-hidden', 'true');
    } catch (error) {
      picture = make('em', {}, `can't be drawn: ${error.message}`);
    }
    return make('button', { type: 'button', class: 'card', tabindex: isFirst ? 0 : -1, onclick: () => this.detail.open(place) },
      make('span', { class: 'picture', tabindex: -1 }, picture),
      khmer('span', text, { class: 'label' }),
      make('span', { class: 'facts' }, make('span', {}, cache.fontOf(image).name), make('span', {}, `${cache.widthOf[image]} px`), ...cache.splitsOf(image).map(split => make('span', {}, split))));
  }

  /** Arrow keys move from card to card, with what would leave the page turning it. */
  steer(event) {
    const cards = [...this.cards.querySelectorAll('.card')];
    const current = cards.indexOf(document.activeElement);
    if (current < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = Math.max(1, cards.findIndex(card => card.offsetTop > cards[0].offsetTop) === -1 ? cards.length : cards.findIndex(card => card.offsetTop > cards[0].offsetTop));
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, PageDown: CARDS, PageUp: -CARDS }[event.key];
    const place = event.key === 'Home' ? 0 : event.key === 'End' ? this.shown.length - 1 : step === undefined ? undefined : this.pager.start + current + step;
    if (place === undefined) return;
    event.preventDefault();
    if (place >= 0 && (place < this.shown.length || event.key === 'PageDown')) this.focus(Math.min(place, this.shown.length - 1));
  }

  /** Puts the focus on an image of those that are shown, on whichever page it is. */
  focus(place) {
    const page = Math.floor(place / CARDS);
    if (page !== this.pager.page) this.pager.turn(page);
    const cards = [...this.cards.querySelectorAll('.card')];
    const card = cards[place - this.pager.start];
    cards.forEach(other => { other.tabIndex = other === card ? 0 : -1; });
    card?.focus();
    card?.scrollIntoView({ block: 'nearest' });
  }
}
