// Pages of a long list: first, previous, a number to type, next, last.

class Pager {
  constructor(element, what, size, show) {
    Object.assign(this, { size, show, page: 0, count: 0 });
    const button = (sign, label, target) => make('button', { type: 'button', 'aria-label': `${label} page of ${what}`, title: `${label} page`, onclick: () => this.turn(target()) }, sign);
    this.first = button('«', 'First', () => 0);
    this.previous = button('‹', 'Previous', () => this.page - 1);
    this.next = button('›', 'Next', () => this.page + 1);
    this.last = button('»', 'Last', () => this.pages - 1);
    this.input = make('input', { type: 'number', min: 1, 'aria-label': `Page of ${what}`, onchange: () => this.turn(Math.round(this.input.value || 1) - 1) });
    this.total = make('span', {});
    this.element = element;
    element.append(this.first, this.previous, this.input, this.total, this.next, this.last);
  }

  get pages() { return Math.max(1, Math.ceil(this.count / this.size)); }
  get start() { return this.page * this.size; }
  get end() { return Math.min(this.count, this.start + this.size); }

  /** Another list of so many items, from its beginning. */
  reset(count) {
    this.count = count;
    this.turn(0);
  }

  turn(page) {
    this.page = Math.min(this.pages - 1, Math.max(0, page));
    this.input.value = this.page + 1;
    this.input.max = this.pages;
    this.total.textContent = `of ${number(this.pages)}`;
    this.first.disabled = this.previous.disabled = this.page === 0;
    this.next.disabled = this.last.disabled = this.page === this.pages - 1;
    this.element.hidden = this.pages === 1;
    this.show();
  }

  /** What is shown, in words. */
  describe(one, many) {
    if (this.count === 0) return [`no ${one}`];
    return [make('strong', {}, number(this.count)), ` ${this.count === 1 ? one : many}`, this.pages > 1 ? `, ${number(this.start + 1)} to ${number(this.end)} here` : ''];
  }
}
