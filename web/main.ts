import '@fontsource-variable/noto-sans-sc';
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { startTheme } from './shell/theme.svelte.ts';
import { reloadForMissingFile } from './shell/version.ts';
import { startLocale } from './ui/locale.svelte.ts';

startTheme();
startLocale();
window.addEventListener('vite:preloadError', () => void reloadForMissingFile());
mount(App, { target: document.getElementById('app')! });
