// Starts the page. In development an empty page shows the sample; the built page never does.
import { mount } from 'svelte';
import 'uplot/dist/uPlot.min.css';
import './styles.css';
import App from './App.svelte';
import Comparison from './comparison/Comparison.svelte';
import { readComparison } from './lib/comparison.js';
import { embedded, readResult } from './lib/data.js';
import { startTheme } from './lib/theme.svelte.js';

async function start() {
  let { value, problem } = embedded();
  if (value === null && import.meta.env.DEV) {
    value = (await import('../sample/data.json')).default;
  }
  let result = null;
  let comparison = null;
  try {
    if (value?.format === 'offramp-comparison') comparison = readComparison(value);
    else if (value !== null && typeof value === 'object') result = readResult(value);
  } catch (error) {
    problem = String(error?.message ?? error);
  }
  startTheme();
  if (comparison?.title) document.title = `${comparison.title} – offramp compare`;
  if (result?.meta.title) document.title = `${result.meta.title} – offramp report`;
  const target = document.getElementById('app');
  target.replaceChildren();
  if (comparison) mount(Comparison, { target, props: { comparison } });
  else mount(App, { target, props: { result, problem } });
  document.documentElement.dataset.ready = 'yes';
}

start();
