// Light and dark: as the system has it, or as the reader chose.

function startTheme() {
  const buttons = [...byId('theme').querySelectorAll('button')];
  const choose = choice => {
    if (choice === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.themeChoice === choice));
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      choose(button.dataset.themeChoice);
      remember(button.dataset.themeChoice);
    });
  }
  choose(remembered());
}

// A page from disk may have no storage.
function remember(choice) {
  try { localStorage.setItem('khmercache-report-theme', choice); } catch { }
}

function remembered() {
  try {
    const choice = localStorage.getItem('khmercache-report-theme');
    return choice === 'light' || choice === 'dark' ? choice : 'auto';
  } catch {
    return 'auto';
  }
}
