// Light or dark: the system's choice until the reader makes one. Charts on canvas read the colours
// from the style sheet and draw again when `theme.version` changes.
const key = 'offramp-theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

// Storage may be refused for pages opened from disk; the choice then lasts as long as the page.
function stored() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export const theme = $state({ dark: system.matches, version: 0 });

function show(choice) {
  const root = document.documentElement;
  if (choice) root.dataset.theme = choice;
  else delete root.dataset.theme;
  theme.dark = choice ? choice === 'dark' : system.matches;
  theme.version += 1;
}

export function startTheme() {
  const choice = stored();
  show(choice === 'dark' || choice === 'light' ? choice : null);
  system.addEventListener('change', () => {
    if (!document.documentElement.dataset.theme) show(null);
  });
}

export function switchTheme() {
  const choice = theme.dark ? 'light' : 'dark';
  show(choice);
  try {
    localStorage.setItem(key, choice);
  } catch {
    // See above.
  }
}

export const colour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
