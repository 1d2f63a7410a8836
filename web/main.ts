import '@fontsource-variable/noto-sans-sc';
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { startLocale } from './ui/locale.svelte.ts';

const theme = new URLSearchParams(location.search).get('theme');
document.documentElement.dataset['theme'] = theme === 'light' ? 'light' : 'dark';

startLocale();
mount(App, { target: document.getElementById('app')! });
