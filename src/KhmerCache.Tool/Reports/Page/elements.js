// Small words for making elements. Whatever comes from a label or a path goes in as text, never as HTML.

const byId = id => document.getElementById(id);

/** Makes an element: properties and attributes by name, handlers as on…, children as text or elements. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children.filter(child => child !== null));
  return element;
}

/** Makes an element of a picture in SVG. */
function makeSvg(name, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  set(element, attributes);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
}

/** Text of a label. */
const khmer = (name, text, attributes = {}) => make(name, { lang: 'km', ...attributes }, text);

const number = value => value.toLocaleString('en-US');
const percent = share => `${(100 * share).toLocaleString('en-US', { maximumFractionDigits: 1 })} %`;
const plural = (count, one, many = one + 's') => `${number(count)} ${count === 1 ? one : many}`;

/** A table: columns as [title, isNumber], rows as arrays of text and elements, the first column as the row's head. */
function makeTable(caption, columns, rows) {
  return make('table', { 'aria-label': caption },
    make('thead', {}, make('tr', {}, ...columns.map(([title, isNumber]) => make('th', { scope: 'col', class: isNumber ? 'number' : null }, title)))),
    make('tbody', {}, ...rows.map(row => make('tr', {}, ...row.map((cell, column) =>
      make(column === 0 ? 'th' : 'td', { scope: column === 0 ? 'row' : null, class: columns[column][1] ? 'number' : null }, cell))))));
}

/**
 * Makes many elements one stop of the Tab key: arrow keys go from one to the next, Home and End to the first and the last.
 * Up and down go to the element that is nearest in the row above or below.
 */
function rove(container, elements) {
  elements.forEach((element, i) => element.setAttribute('tabindex', i === 0 ? 0 : -1));
  container.addEventListener('keydown', event => {
    const current = elements.indexOf(document.activeElement);
    if (current < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextOf(elements, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (!elements[next]) return;
    elements.forEach((element, i) => element.setAttribute('tabindex', i === next ? 0 : -1));
    elements[next].focus();
  });
}

function nextOf(elements, current, key) {
  const [first, last] = [0, elements.length - 1];
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return { ArrowRight: current + 1, ArrowLeft: current - 1, Home: first, End: last }[key];
  const boxes = elements.map(element => element.getBoundingClientRect());
  const here = boxes[current];
  const isBeyond = box => key === 'ArrowDown' ? box.top >= here.bottom : box.bottom <= here.top;
  const distance = box => 10 * Math.abs(box.top - here.top) + Math.abs(box.left - here.left);
  let nearest = current;
  boxes.forEach((box, i) => {
    if (isBeyond(box) && (nearest === current || distance(box) < distance(boxes[nearest]))) nearest = i;
  });
  return nearest;
}

/** How a character is shown by itself: marks stand on a dotted circle, blanks and what can't be seen have their number only. */
function glyphOf(codePoint) {
  const text = String.fromCodePoint(codePoint);
  if (/[\p{C}\p{Z}]/u.test(text)) return '';
  return /\p{M}/u.test(text) ? '\u25CC' + text : text;
}

const hex = codePoint => codePoint.toString(16).toUpperCase().padStart(4, '0');
