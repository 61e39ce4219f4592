// Puts the page together once its images are unpacked.

async function start() {
  startTheme();
  const data = JSON.parse(byId('report-data').textContent);
  const [font, gallery] = [unpack('report-font'), unpack('report-gallery')];

  // Khmer in the font that the page carries; all else in that of the system. U+25CC is what marks stand on.
  const face = new FontFace('Report Khmer', await font, { unicodeRange: 'U+1780-17FF, U+19E0-19FF, U+200B-200D, U+25CC' });
  document.fonts.add(await face.load());

  const cache = new Cache(data, await gallery);
  showOverview(cache);
  const images = new Gallery(cache);
  showFonts(cache, images);
  showDistributions(cache, images);
  new Coverage(cache, images);
  new Lint(cache, images);
  showRecipe(cache);
  markSections();

  // For whoever looks at the images from a console or a test.
  globalThis.khmerReport = {
    images: cache.images,
    describe: image => ({ text: cache.textOf(image), font: cache.fontOf(image).path, height: cache.heightOf(image), width: cache.widthOf[image], isPixels: cache.recipes[cache.recipeOf[image]].is_pixels }),
    compose: image => cache.compose(image),
  };
  document.documentElement.dataset.state = 'ready';
}

/** Shows in the bar which section is being read. */
function markSections() {
  const nav = document.querySelector('nav');
  const links = [...nav.querySelectorAll('a')];
  const seen = new Set();
  const observer = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (entry.isIntersecting) seen.add(entry.target.id);
      else seen.delete(entry.target.id);
    }
    const current = links.find(link => seen.has(link.hash.slice(1)));
    for (const link of links) {
      if (link === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
  }, { rootMargin: '-15% 0px -75% 0px' });
  for (const link of links) observer.observe(document.querySelector(link.hash));
}

start().catch(error => {
  byId('failure').textContent = `The page could not be put together: ${error.message}. A browser of the last two years should show it.`;
  byId('failure').hidden = false;
  document.documentElement.dataset.state = 'failed';
  throw error;
});
