// How the images were made.

function showRecipe(cache) {
  const { data } = cache;
  byId('digest').textContent = data.content_digest || 'none';
  byId('copy-digest').addEventListener('click', async event => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(data.content_digest);
      button.textContent = 'Copied';
    } catch {
      // A page from disk may not write to the clipboard.
      getSelection().selectAllChildren(byId('digest'));
      button.textContent = 'Selected';
    }
  });
  // A version stays beside its name.
  const together = text => text.replaceAll(/ (\d+)$/g, '\u00A0$1');
  const short = text => text === '' ? '–' : make('code', { title: text }, text.slice(0, 12));
  byId('recipe-table').append(makeTable('Recipes',
    [['Font', false], ['Height', true], ['Em', true], ['Baseline', true], ['Renderer', false], ['Rasteriser', false], ['Font SHA-256', false], ['Recipe', false]],
    cache.recipes.map(recipe => [
      make('span', {}, cache.fonts[recipe.font].path),
      `${cache.fonts[recipe.font].height} px`,
      recipe.is_pixels ? '–' : `${(recipe.font_size / 64).toFixed(1)} px`,
      recipe.is_pixels ? '–' : `${recipe.baseline} px`,
      recipe.is_pixels ? 'put in by hand' : together(recipe.renderer),
      together(recipe.rasterizer ?? '–'),
      short(recipe.font_sha256),
      short(recipe.id)])));
}
